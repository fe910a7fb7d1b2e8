package io.trystero.benchmarks;

import io.trystero.media.MediaOptions;
import io.trystero.media.OutgoingAudio;
import io.trystero.media.RemoteAudio;
import io.trystero.media.RoomMedia;
import io.trystero.media.Tones;
import io.trystero.rtc.media.AudioFrame;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Sound both ways between two peers of this process, with the pitch of every tone checked. Arguments: {@code cycles} and how often to
 * meet, speak and part; or {@code minutes} and how long to speak in one meeting. Prints how the process grows, and ends with an
 * error at the first tone that is not heard. Linux only.
 */
public final class MediaSoak {

    private static final int RATE = 48_000;
    private static final int LINES = 20;
    private static final int LOUD = 500;
    private static final int PIECES = 20;

    private MediaSoak() {}

    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[1]);
        try (TwoPeers peers = new TwoPeers()) {
            switch (arguments[0]) {
                case "cycles" -> cycles(peers, count);
                case "minutes" -> minutes(peers, count);
                default -> throw new IllegalArgumentException("cycles or minutes, not " + arguments[0]);
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
        Disposable speaking = speak(meeting, 440);
        for (int minute = 0; minute < count; minute++) {
            Mono.delay(Duration.ofMinutes(1)).block();
            check(meeting, 440);
            print((minute + 1) + " minutes");
        }
        speaking.dispose();
    }

    private static void print(String what) {
        System.gc();
        System.out.println(what + ", resident " + OwnProcess.residentMegabytes() + " MB");
    }

    private static Disposable speak(TwoPeers.Meeting meeting, int hertz) {
        Disposable one = speak(meeting.media(), hertz);
        Disposable other = speak(meeting.otherMedia(), 2 * hertz);
        return () -> {
            one.dispose();
            other.dispose();
        };
    }

    private static Disposable speak(RoomMedia media, int hertz) {
        return media.makeAudio()
                .send(OutgoingAudio.of(Tones.sine(hertz, RATE)), MediaOptions.toAll())
                .subscribe(ignored -> {}, error -> {
                    throw new IllegalStateException(error);
                });
    }

    private static void check(TwoPeers.Meeting meeting, int hertz) {
        check(meeting.otherMedia(), hertz);
        check(meeting.media(), 2 * hertz);
    }

    private static void check(RoomMedia media, int hertz) {
        RemoteAudio audio = Objects.requireNonNull(media.makeAudio().receive().blockFirst(TwoPeers.LIMIT));
        double heard = pitch(Objects.requireNonNull(audio.frames()
                .filter(MediaSoak::isLoud)
                .skip(PIECES)
                .take(PIECES)
                .collectList()
                .block(TwoPeers.LIMIT)));
        if (Math.abs(heard - hertz) > 0.1 * hertz) {
            throw new IllegalStateException("heard " + heard + " Hz instead of " + hertz);
        }
    }

    private static boolean isLoud(AudioFrame frame) {
        for (short sample : frame.samples()) {
            if (Math.abs(sample) > LOUD) {
                return true;
            }
        }
        return false;
    }

    private static double pitch(List<AudioFrame> frames) {
        int rises = 0;
        int samples = 0;
        short before = 0;
        for (AudioFrame frame : frames) {
            for (int i = 0; i < frame.samples().length; i += frame.channels()) {
                short now = frame.samples()[i];
                rises += before < 0 && now >= 0 ? 1 : 0;
                before = now;
                samples++;
            }
        }
        return (double) rises * frames.get(0).sampleRate() / samples;
    }
}
