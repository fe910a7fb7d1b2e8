package io.trystero.benchmarks;

import io.trystero.media.MediaOptions;
import io.trystero.media.OutgoingAudio;
import io.trystero.media.OutgoingVideo;
import io.trystero.media.RoomMedia;
import io.trystero.media.TestPattern;
import io.trystero.media.Tones;
import io.trystero.rtc.media.TrackLimits;
import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Sound both ways between two peers of this process, with the pitch of every tone checked. Arguments: {@code cycles} and how often to
 * meet, speak and part; {@code minutes} and how long to speak in one meeting; or {@code pictures} and for how many minutes to show
 * a moving square besides, 320 x 240 at 15 a second, and to check that it moves. Prints how the process grows, and ends with an
 * error at the first tone or square that does not come. Linux only.
 */
public final class MediaSoak {

    private static final int RATE = 48_000;
    private static final int LINES = 20;
    private static final int HERTZ = 440;
    private static final int HEIGHT = 240;
    private static final int PICTURES = 15;

    private MediaSoak() {}

    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[1]);
        try (TwoPeers peers = new TwoPeers()) {
            switch (arguments[0]) {
                case "cycles" -> cycles(peers, count);
                case "minutes" -> minutes(peers, count);
                case "pictures" -> pictures(peers, count);
                default -> throw new IllegalArgumentException("cycles, minutes or pictures, not " + arguments[0]);
            }
        }
        System.exit(0);
    }

    private static void cycles(TwoPeers peers, int count) {
        for (int cycle = 1; cycle <= count; cycle++) {
            TwoPeers.Meeting meeting = peers.meet("soak-" + cycle);
            int hertz = 300 + cycle % 7 * 100;
            Disposable speaking = speak(meeting, hertz);
            check(meeting, hertz);
            // in turn: media first, rooms first one way, rooms first the other way
            if (cycle % 3 == 0) {
                speaking.dispose();
            }
            boolean oneFirst = cycle % 2 == 0;
            Mono<Void> first =
                    oneFirst ? meeting.one().leave() : meeting.other().leave();
            Mono<Void> second =
                    oneFirst ? meeting.other().leave() : meeting.one().leave();
            first.then(second).block(TwoPeers.LIMIT);
            speaking.dispose();
            if (cycle % Math.max(1, count / LINES) == 0) {
                print(cycle + " cycles");
            }
        }
    }

    private static void minutes(TwoPeers peers, int count) {
        TwoPeers.Meeting meeting = peers.meet("soak");
        Disposable speaking = speak(meeting, HERTZ);
        for (int minute = 0; minute < count; minute++) {
            Mono.delay(Duration.ofMinutes(1)).block();
            check(meeting, HERTZ);
            print((minute + 1) + " minutes");
        }
        speaking.dispose();
    }

    private static void pictures(TwoPeers peers, int count) {
        TwoPeers.Meeting meeting = peers.meet("soak");
        Disposable sending =
                Disposables.composite(speak(meeting, HERTZ), show(meeting.media()), show(meeting.otherMedia()));
        for (int minute = 0; minute < count; minute++) {
            Mono.delay(Duration.ofMinutes(1)).block();
            check(meeting, HERTZ);
            MediaCheck.square(meeting.otherMedia());
            MediaCheck.square(meeting.media());
            print((minute + 1) + " minutes of sound and pictures");
        }
        sending.dispose();
    }

    private static void print(String what) {
        System.out.println(what + ", " + OwnProcess.memory());
    }

    private static Disposable speak(TwoPeers.Meeting meeting, int hertz) {
        return Disposables.composite(speak(meeting.media(), hertz), speak(meeting.otherMedia(), 2 * hertz));
    }

    private static Disposable speak(RoomMedia media, int hertz) {
        return begin(media.makeAudio().send(OutgoingAudio.of(Tones.sine(hertz, RATE)), MediaOptions.toAll()));
    }

    private static Disposable show(RoomMedia media) {
        OutgoingVideo pattern = OutgoingVideo.of(
                TestPattern.moving(MediaCheck.WIDTH, HEIGHT), PICTURES, TrackLimits.NONE.withCodecs("VP8"));
        return begin(media.makeVideo().send(pattern, MediaOptions.toAll()));
    }

    private static Disposable begin(Mono<Void> sending) {
        return sending.subscribe(ignored -> {}, error -> {
            throw new IllegalStateException(error);
        });
    }

    private static void check(TwoPeers.Meeting meeting, int hertz) {
        MediaCheck.pitch(meeting.otherMedia(), hertz);
        MediaCheck.pitch(meeting.media(), 2 * hertz);
    }
}
