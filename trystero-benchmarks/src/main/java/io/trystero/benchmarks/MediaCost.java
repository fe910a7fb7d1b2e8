package io.trystero.benchmarks;

import io.trystero.PeerId;
import io.trystero.RequestAction;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.media.FramePolicy;
import io.trystero.media.MediaOptions;
import io.trystero.media.OutgoingAudio;
import io.trystero.media.OutgoingTrack;
import io.trystero.media.OutgoingVideo;
import io.trystero.media.RoomMedia;
import io.trystero.media.TestPattern;
import io.trystero.media.Tones;
import io.trystero.relay.WebSocketRelay;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.VideoFrame;
import io.trystero.webrtc.WebRtcTransport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What streams of sound and pictures cost, in hundredths of a core for the peer that sends and for the one that receives, each a
 * process, and how long a frame takes from its publisher to its subscriber. Argument: seconds to measure each, 15 by default; or
 * {@code hub}, and seconds, for what {@link HubCost a hub} costs.
 */
public final class MediaCost {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SECONDS = 15;
    private static final int RATE = 48_000;
    private static final int PIECE = RATE / 100;
    private static final int FLIPS = 20;
    private static final int LOUD = 1_000;
    private static final int MIDDLE = 128;

    private MediaCost() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("receive")) {
            receive(arguments[1]);
            return;
        }
        if (arguments.length > 0 && arguments[0].equals("hub")) {
            HubCost.run(arguments.length > 1 ? Integer.parseInt(arguments[1]) : SECONDS);
            System.exit(0);
        }
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : SECONDS;
        WebSocketRelay relay = Objects.requireNonNull(
                WebSocketRelay.builder().host("127.0.0.1").bind().block(LIMIT));
        Process receiver = OwnProcess.fork(MediaCost.class, "receive", relay.url());
        try (Trystero sender = instance(relay.url())) {
            Room room = Objects.requireNonNull(sender.join("cost").block(LIMIT));
            room.peerEvents().blockFirst(LIMIT);
            new Sender(room, seconds).run();
        } finally {
            receiver.destroy();
            relay.dispose();
        }
        System.exit(0);
    }

    static Trystero instance(String url) {
        return Trystero.builder("benchmarks")
                .transport(WebRtcTransport.withMedia())
                .iceServers()
                .strategy(WebSocketRelayStrategy.of(url))
                .build();
    }

    private static final class Sender {
        private final RoomMedia media;
        private final int seconds;
        private final PeerId peer;
        private final RequestAction<String, Long> ask;

        Sender(Room room, int seconds) {
            this.media = RoomMedia.of(room);
            this.seconds = seconds;
            this.peer = room.peers().get(0);
            this.ask = room.request("ask", String.class, Long.class);
        }

        void run() {
            System.out.println("| streams | sent: hundredths of a core | received: hundredths of a core |");
            System.out.println("|---|---|---|");
            measure("none", List.of());
            measure("10 of sound", of(10, () -> OutgoingAudio.of(Tones.sine(440, RATE))));
            measure("4 of 320 x 240, 15 a second", of(4, () -> video(320, 240, 15)));
            measure("1 of 1280 x 720, 30 a second", of(1, () -> video(1_280, 720, 30)));
            System.out.println("| from the publisher to the subscriber | median ms | worst ms |");
            System.out.println("|---|---|---|");
            latency(
                    "sound",
                    OutgoingAudio.of(Flux.interval(Duration.ofMillis(10))
                            .onBackpressureDrop()
                            .map(Sender::sound)));
            latency(
                    "pictures, 30 a second",
                    OutgoingVideo.of(Flux.interval(Duration.ofMillis(33))
                            .onBackpressureDrop()
                            .map(Sender::picture)));
        }

        private static List<OutgoingTrack<?>> of(int count, Supplier<OutgoingTrack<?>> make) {
            return IntStream.range(0, count)
                    .<OutgoingTrack<?>>mapToObj(i -> make.get())
                    .toList();
        }

        private static OutgoingVideo video(int width, int height, int framesPerSecond) {
            return OutgoingVideo.of(
                    TestPattern.moving(width, height), framesPerSecond, TrackLimits.NONE.withCodecs("VP8"));
        }

        private void measure(String what, List<OutgoingTrack<?>> tracks) {
            Disposable.Composite sending = Disposables.composite();
            tracks.forEach(track -> sending.add(send(track)));
            Mono.delay(Duration.ofSeconds(5)).block();
            long own = OwnProcess.cpuNanos();
            long theirs = asked("cpu");
            Mono.delay(Duration.ofSeconds(seconds)).block();
            System.out.printf(
                    "| %s | %.1f | %.1f |%n",
                    what, (OwnProcess.cpuNanos() - own) / 1e7 / seconds, (asked("cpu") - theirs) / 1e7 / seconds);
            sending.dispose();
            Mono.delay(Duration.ofSeconds(1)).block();
        }

        private Disposable send(OutgoingTrack<?> track) {
            MediaOptions all = MediaOptions.toAll();
            return (track instanceof OutgoingAudio audio
                            ? media.makeAudio().send(audio, all)
                            : media.makeVideo().send((OutgoingVideo) track, all))
                    .subscribe();
        }

        private static final AtomicLong LOUD_SINCE = new AtomicLong();

        private void latency(String what, OutgoingTrack<?> track) {
            Disposable sending = send(track);
            Mono.delay(Duration.ofSeconds(5)).block();
            List<Long> millis = IntStream.range(0, FLIPS)
                    .mapToObj(flip -> {
                        asked("arm");
                        LOUD_SINCE.set(System.nanoTime());
                        Mono.delay(Duration.ofMillis(500)).block();
                        long took = asked("heard") - LOUD_SINCE.getAndSet(0);
                        Mono.delay(Duration.ofMillis(700)).block();
                        return took / 1_000_000;
                    })
                    .sorted()
                    .toList();
            System.out.printf("| %s | %d | %d |%n", what, millis.get(FLIPS / 2), millis.get(FLIPS - 1));
            sending.dispose();
            Mono.delay(Duration.ofSeconds(1)).block();
        }

        private static AudioFrame sound(long tick) {
            short[] samples = new short[PIECE];
            if (LOUD_SINCE.get() != 0) {
                for (int i = 0; i < PIECE; i++) {
                    samples[i] = (short) (10_000 * Math.sin(2 * Math.PI * 440 * i / RATE));
                }
            }
            return AudioFrame.of(RATE, 1, samples);
        }

        private static VideoFrame picture(long tick) {
            byte[] i420 = new byte[VideoFrame.size(320, 240)];
            Arrays.fill(i420, (byte) MIDDLE);
            Arrays.fill(i420, 0, 320 * 240, (byte) (LOUD_SINCE.get() != 0 ? 230 : 20));
            return VideoFrame.of(320, 240, i420);
        }

        private long asked(String what) {
            return Objects.requireNonNull(ask.request(peer, what).block(LIMIT));
        }
    }

    /** Receives everything until it is ended; monotonic time is the same for all processes of a machine. */
    private static void receive(String url) {
        AtomicLong heardAt = new AtomicLong();
        Trystero receiver = instance(url);
        Room room = Objects.requireNonNull(receiver.join("cost").block(LIMIT));
        RoomMedia media = RoomMedia.of(room);
        media.makeAudio()
                .receive()
                .flatMap(audio -> audio.frames(FramePolicy.latest()), Integer.MAX_VALUE)
                .filter(MediaCost::isLoud)
                .subscribe(frame -> heardAt.compareAndSet(0, System.nanoTime()));
        media.makeVideo()
                .receive()
                .flatMap(video -> video.frames(), Integer.MAX_VALUE)
                .filter(frame -> (frame.i420()[0] & 0xff) > MIDDLE)
                .subscribe(frame -> heardAt.compareAndSet(0, System.nanoTime()));
        room.request("ask", String.class, Long.class)
                .handle(what -> Mono.fromSupplier(() -> switch (what) {
                    case "arm" -> heardAt.getAndSet(0);
                    case "heard" -> heardAt.get();
                    default -> OwnProcess.cpuNanos();
                }))
                .block();
    }

    private static boolean isLoud(AudioFrame frame) {
        for (short sample : frame.samples()) {
            if (sample > LOUD) {
                return true;
            }
        }
        return false;
    }
}
