package io.trystero.webrtc;

import io.trystero.Trystero;
import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.rtc.media.TrackSender;
import io.trystero.test.SimulatedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What runs in a {@link ForkedJvm}: each ends the JVM if the binding lets native code down. */
enum Scenario {

    /** Connects, sends, closes, and returns from {@code main} with nothing left that keeps the JVM alive. */
    CONNECT_AND_RETURN {
        @Override
        void run() {
            PeerConnectionFactory factory = WebRtcTransport.dataOnly().open();
            TestPeer answerer = TestPeer.answerer(factory);
            TestPeer offerer = TestPeer.offerer(factory).connectTo(answerer);
            answerer.send(new byte[] {1});
            offerer.connection().close();
            TestPeer.await(answerer.closed);
            factory.dispose();
            awaitNoFactory();
            say("lost " + NativeReference.lost() + ", held " + NativeReference.held());
        }
    },

    /** Asks for media where native tracks cannot be referred to. */
    REFUSE_MEDIA {
        @Override
        void run() {
            try {
                WebRtcTransport.withMedia().preflight();
            } catch (IllegalStateException e) {
                say("preflight: " + e.getMessage());
            }
            PeerConnectionFactory factory = WebRtcTransport.withMedia().open();
            TestPeer peer = TestPeer.offerer(factory);
            say("connection: " + TestPeer.await(peer.failed).getMessage());
            TestPeer.await(peer.closed);
            factory.dispose();
            awaitNoFactory();
        }
    },

    /** Builds an instance, lets it warm up, and returns. */
    WARM_UP {
        @Override
        void run() {
            SimulatedNetwork network = SimulatedNetwork.create(1, Schedulers.parallel());
            try (Trystero instance = Trystero.builder("app")
                    .strategy(network.host("here").strategy())
                    .transport(WebRtcTransport.dataOnly())
                    .build()) {
                instance.warmup().block();
            }
            awaitNoFactory();
            say("lost " + NativeReference.lost() + ", held " + NativeReference.held());
        }
    },

    /** Leaves by {@code System.exit} while connections are open and busy. */
    EXIT_WHILE_SENDING {
        @Override
        void run() {
            PeerConnectionFactory factory = WebRtcTransport.dataOnly().open();
            TestPeer answerer = TestPeer.answerer(factory);
            flood(TestPeer.offerer(factory).connectTo(answerer));
            flood(answerer);
            System.exit(0);
        }
    },

    /** Every callback of a listener throws. */
    LISTENER_THROWS {
        @Override
        void run() {
            inEachCallback(connection -> {
                throw new AssertionError("a listener that fails");
            });
        }
    },

    /** Closes in each callback, on the native callback thread and on the worker. */
    CLOSE_IN_CALLBACKS {
        @Override
        void run() {
            inEachCallback(PeerConnection::close);
        }
    },

    /** Closes either side at any moment while both send, over and over. */
    CLOSE_WHILE_SENDING {
        @Override
        void run() {
            for (int round = 0; round < 60; round++) {
                PeerConnectionFactory factory = WebRtcTransport.dataOnly().open();
                TestPeer answerer = TestPeer.answerer(factory);
                TestPeer offerer = TestPeer.offerer(factory).connectTo(answerer);
                List<Thread> senders = List.of(flood(offerer), flood(answerer));
                if (round % 3 == 0) {
                    offerer.connection().close();
                } else if (round % 3 == 1) {
                    answerer.connection().close();
                } else {
                    factory.dispose();
                }
                TestPeer.await(offerer.closed);
                TestPeer.await(answerer.closed);
                senders.forEach(Scenario::join);
                factory.dispose();
            }
        }
    },

    /** Closes at any moment from the first offer on, either side, both or the factory, in any order and on any thread. */
    CLOSE_AT_ANY_MOMENT {
        @Override
        void run() {
            int rounds = Integer.getInteger("rounds", 300);
            Random random = new Random(Long.getLong("seed", 1));
            for (int round = 1; round <= rounds; round++) {
                PeerConnectionFactory factory = WebRtcTransport.dataOnly().open();
                TestPeer answerer = TestPeer.answerer(factory);
                TestPeer offerer = TestPeer.offerer(factory);
                List<Runnable> ends = new ArrayList<>(List.of(
                        offerer.connection()::close,
                        answerer.connection()::close,
                        offerer.connection()::closeGracefully,
                        answerer.connection()::closeGracefully,
                        factory::dispose));
                Collections.shuffle(ends, random);
                long delay = random.nextInt(LATEST_CLOSE_MICROS);
                List<Thread> closers = ends.subList(0, 1 + random.nextInt(ends.size())).stream()
                        .map(end -> thread(() -> {
                            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(delay));
                            end.run();
                        }))
                        .toList();
                Mono.fromFuture(offerer.opened).subscribe(channel -> channel.send(new byte[10_000]));
                Mono.fromFuture(answerer.opened).subscribe(channel -> channel.send(new byte[10_000]));
                try {
                    offerer.negotiateWith(answerer);
                } catch (IllegalStateException e) {
                    // closed before the negotiation was over
                }
                offerer.connection().stats().onErrorComplete().block(TestPeer.PATIENCE);
                closers.forEach(Scenario::join);
                factory.dispose();
                TestPeer.await(offerer.closed);
                TestPeer.await(answerer.closed);
            }
            awaitNoFactory();
            say("rounds " + rounds + ", held " + NativeReference.held());
        }
    },

    /** Every shape of ICE server that the SPI lets through, and hostile descriptions and candidates. */
    ODD_INPUT {
        @Override
        void run() {
            PeerConnectionFactory factory = WebRtcTransport.dataOnly().open();
            for (IceServer server : OddInput.iceServers()) {
                for (IceTransportPolicy policy : IceTransportPolicy.values()) {
                    say("server " + server);
                    TestPeer listener = TestPeer.answerer(factory);
                    var connection =
                            factory.connect(new PeerConnectionConfig(Role.OFFERER, List.of(server), policy), listener);
                    connection.createOffer(false).block(TestPeer.PATIENCE);
                    connection.close();
                }
            }
            String offer = TestPeer.offerer(factory)
                    .connection()
                    .createOffer(false)
                    .block(TestPeer.PATIENCE)
                    .sdp();
            for (String sdp : OddInput.descriptions(offer)) {
                say("description " + sdp.length());
                TestPeer peer = TestPeer.answerer(factory);
                peer.connection()
                        .createAnswer(SessionDescription.offer(sdp))
                        .onErrorResume(error -> Mono.empty())
                        .block(TestPeer.PATIENCE);
                peer.connection().close();
            }
            TestPeer peer = TestPeer.answerer(factory);
            peer.connection().createAnswer(SessionDescription.offer(offer)).block(TestPeer.PATIENCE);
            for (IceCandidate candidate : OddInput.candidates()) {
                say("candidate " + candidate);
                peer.connection().addCandidate(candidate).onErrorComplete().block(TestPeer.PATIENCE);
            }
            factory.dispose();
        }
    },

    /** Makes and closes 1 000 connections, and prints by how many kilobytes the process grew after the first 200. */
    MANY_CONNECTIONS {
        @Override
        void run() throws IOException {
            PeerConnectionFactory factory = WebRtcTransport.dataOnly().open();
            // One connection stays, or each round would start with a fresh native factory.
            TestPeer stays = TestPeer.offerer(factory);
            connectAndClose(factory, 100);
            long before = residentKilobytes();
            connectAndClose(factory, 400);
            say("grew by " + (residentKilobytes() - before) + " KB");
            stays.connection().close();
            factory.dispose();
            TestPeer.await(stays.closed);
            awaitNoFactory();
            say("held " + NativeReference.held());
        }
    },

    /** The answer to our offer takes the section back in which a track comes to which somebody listens. */
    REJECTED_SECTION {
        @Override
        void run() {
            PeerConnectionFactory factory = WebRtcTransport.withMedia().open();
            for (int round = 0; round < 5; round++) {
                for (MediaKind kind : MediaKind.values()) {
                    for (String direction : List.of("inactive", "sendonly")) {
                        say("rejects " + kind + " as " + direction);
                        MediaPeer sending = new MediaPeer(factory, Role.OFFERER);
                        MediaPeer listening = new MediaPeer(factory, Role.ANSWERER);
                        sending.connectTo(listening);
                        TrackSender sender = sending.add(kind, "track");
                        sending.renegotiateWith(listening);
                        RemoteTrack track = listening.track(0);
                        Disposable playing = MediaPeer.play(kind, sender);
                        Disposable frames = MediaPeer.frames(track).subscribe();
                        MediaPeer.frames(track).blockFirst(TestPeer.PATIENCE);
                        listening.renegotiateWith(sending, answer -> OddMedia.rejected(answer, direction));
                        track.onEnd().block(TestPeer.PATIENCE);
                        frames.dispose();
                        track.stats().block(TestPeer.PATIENCE);
                        playing.dispose();
                        sending.connection().close();
                        TestPeer.await(listening.closed);
                    }
                }
            }
            factory.dispose();
            awaitNoFactory();
            say("held " + NativeReference.held());
        }
    },

    /** Offers and answers come that no well-meaning peer makes, to a connection with tracks both ways that are heard. */
    ODD_RENEGOTIATION {
        @Override
        void run() {
            long seed = Long.getLong("seed", 1);
            List<UnaryOperator<String>> changes = new ArrayList<>(OddMedia.changes());
            for (int i = Integer.getInteger("garbled", 20); i > 0; i--) {
                Random random = new Random(seed + i);
                changes.add(sdp -> OddMedia.garbled(sdp, random));
            }
            PeerConnectionFactory factory = WebRtcTransport.withMedia().open();
            Flux.range(0, 2 * changes.size())
                    .flatMap(
                            i -> Mono.fromRunnable(() -> {
                                        boolean offered = i % 2 == 0;
                                        say("change " + i / 2 + (offered ? " of an offer" : " of an answer"));
                                        renegotiateOddly(factory, offered, changes.get(i / 2));
                                    })
                                    .subscribeOn(Schedulers.boundedElastic()),
                            CONNECTIONS_AT_ONCE)
                    .blockLast();
            factory.dispose();
            awaitNoFactory();
            say("held " + NativeReference.held());
        }
    };

    /** Later than two peers here take to open a channel. */
    private static final int LATEST_CLOSE_MICROS = 30_000;

    private static final int CONNECTIONS_AT_ONCE = 4;

    abstract void run() throws Exception;

    public static void main(String[] args) throws Exception {
        valueOf(args[0]).run();
        say("done " + args[0]);
    }

    private static void inEachCallback(Consumer<PeerConnection> action) {
        for (ActingPeer.When when : ActingPeer.When.values()) {
            PeerConnectionFactory factory = WebRtcTransport.dataOnly().open();
            TestPeer answerer = TestPeer.answerer(factory);
            TestPeer offerer = new ActingPeer(factory, when, action);
            try {
                offerer.negotiateWith(answerer);
            } catch (IllegalStateException e) {
                say(when + ": " + e.getMessage()); // closed before the negotiation was over
            }
            Mono.fromFuture(offerer.opened).subscribe(channel -> channel.send(new byte[1]));
            Mono.fromFuture(answerer.opened).subscribe(channel -> channel.send(new byte[1]));
            TestPeer.await(offerer.closed);
            factory.dispose();
            TestPeer.await(answerer.closed);
            say("survived " + when);
        }
    }

    private static void renegotiateOddly(PeerConnectionFactory factory, boolean offered, UnaryOperator<String> change) {
        MediaPeer odd = new MediaPeer(factory, Role.OFFERER);
        MediaPeer peer = new MediaPeer(factory, Role.ANSWERER);
        odd.connectTo(peer);
        Disposable.Composite media = Disposables.composite();
        for (MediaKind kind : MediaKind.values()) {
            media.add(MediaPeer.play(kind, odd.add(kind, "its" + kind)));
            media.add(MediaPeer.play(kind, peer.add(kind, "our" + kind)));
        }
        odd.renegotiateWith(peer);
        peer.renegotiateWith(odd);
        for (int track = 0; track < MediaKind.values().length; track++) {
            media.add(MediaPeer.frames(peer.track(track)).subscribe());
            media.add(MediaPeer.frames(odd.track(track)).subscribe());
        }
        MediaPeer offering = offered ? odd : peer;
        MediaPeer answering = offered ? peer : odd;
        for (UnaryOperator<String> each : List.<UnaryOperator<String>>of(change, UnaryOperator.identity())) {
            try {
                offering.renegotiateWith(
                        answering,
                        offered ? each : UnaryOperator.identity(),
                        offered ? UnaryOperator.identity() : each);
            } catch (IllegalStateException | IllegalArgumentException e) {
                say("refused: " + e.getMessage().lines().findFirst().orElse(""));
            }
        }
        peer.connection().stats().onErrorComplete().block(TestPeer.PATIENCE);
        peer.connection().close();
        odd.connection().close();
        TestPeer.await(peer.closed);
        TestPeer.await(odd.closed);
        media.dispose();
    }

    private static void connectAndClose(PeerConnectionFactory factory, int pairs) {
        for (int i = 0; i < pairs; i++) {
            TestPeer answerer = TestPeer.answerer(factory);
            TestPeer offerer = TestPeer.offerer(factory).connectTo(answerer);
            offerer.connection().close();
            TestPeer.await(offerer.closed);
            TestPeer.await(answerer.closed);
        }
        System.gc();
    }

    /** The last thing that a closed connection does. */
    private static void awaitNoFactory() {
        while (FactoryPool.DATA_ONLY.live() + FactoryPool.WITH_MEDIA.live() > 0) {
            BaselineLink.pause();
        }
    }

    private static long residentKilobytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    private static Thread flood(TestPeer peer) {
        CompletableFuture<Void> flowing = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            DataChannel channel = peer.opened.join();
            for (int i = 0; !peer.closed.isDone(); i++) {
                channel.send(new byte[1_000]);
                if (i % 100 == 99) {
                    flowing.complete(null);
                    BaselineLink.pause();
                }
            }
        });
        sender.setDaemon(true);
        sender.start();
        TestPeer.await(CompletableFuture.anyOf(flowing, peer.closed));
        return sender;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
