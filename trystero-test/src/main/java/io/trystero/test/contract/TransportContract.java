package io.trystero.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trystero.rtc.ConnectionClosedException;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionStats;
import io.trystero.rtc.SessionDescription;
import io.trystero.rtc.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * What any {@link Transport} does, whatever it is made of. A transport's module extends it and says how the transport is
 * made; both ends of each connection are that transport's, in this process.
 */
public abstract class TransportContract {

    /** A frame as the wire protocol makes them at their largest: 16 KiB and the room's prefix. */
    private static final int FRAME = 16_451;

    /** What a careful sender leaves unreported at most. */
    private static final int WINDOW = 1 << 20;

    @SuppressWarnings("NullAway.Init")
    private PeerConnectionFactory here;

    @SuppressWarnings("NullAway.Init")
    private PeerConnectionFactory there;

    private final List<RecordingPeer> peers = new ArrayList<>();

    /** Makes the transport to be held to the contract; called once for each test. */
    protected abstract Transport transport();

    /** The ICE servers of all connections; none unless overridden. */
    protected List<IceServer> iceServers() {
        return List.of();
    }

    /** How long anything may take before it counts as broken. */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @BeforeEach
    final void open() {
        here = transport().open();
        there = transport().open();
    }

    @AfterEach
    final void closeAll() {
        here.dispose();
        there.dispose();
        for (RecordingPeer peer : peers) {
            await(peer.closed);
            assertThat(peer.breaches()).isEmpty();
        }
    }

    @Test
    final void passesItsOwnPreflight() {
        assertThatCode(() -> transport().preflight()).doesNotThrowAnyException();
    }

    @Test
    final void takesFramesOfFullSize() {
        assertThat(transport().capabilities().maxMessageBytes()).isGreaterThanOrEqualTo(FRAME);
    }

    @Test
    final void connectsByOfferAnswerAndTrickledCandidates() {
        Pair pair = connect();
        await(pair.offerer.connected);
        await(pair.answerer.connected);
    }

    @Test
    final void connectsWithoutTrickleOnceGatheringIsComplete() {
        RecordingPeer offerer = peer(here, Role.OFFERER);
        RecordingPeer answerer = peer(there, Role.ANSWERER);

        get(offerer.connection().createOffer(false));
        await(offerer.gathered);
        get(answerer.connection().createAnswer(get(offerer.connection().localDescription())));
        await(answerer.gathered);
        done(offerer.connection().acceptAnswer(get(answerer.connection().localDescription())));

        await(offerer.opened);
        await(answerer.opened);
    }

    @Test
    final void takesACandidateThatIsSubscribedWhileItsDescriptionIsBeingSet() {
        RecordingPeer offerer = peer(here, Role.OFFERER);
        RecordingPeer answerer = peer(there, Role.ANSWERER);
        SessionDescription offer = get(offerer.connection().createOffer(false));

        CompletableFuture<SessionDescription> answer =
                answerer.connection().createAnswer(offer).toFuture();
        offerer.trickleTo(answerer);
        done(offerer.connection().acceptAnswer(await(answer)));
        answerer.trickleTo(offerer);

        await(answerer.opened);
        assertThat(answerer.failed).isNotDone();
    }

    @Test
    final void doesNothingUntilAnOperationIsSubscribed() {
        RecordingPeer offerer = peer(here, Role.OFFERER);
        Mono<SessionDescription> offer = offerer.connection().createOffer(false);

        StepVerifier.create(offerer.connection().localDescription())
                .expectError()
                .verify(patience());
        assertThat(get(offer).type()).isEqualTo(SessionDescription.Type.OFFER);
    }

    @Test
    final void deliversMessagesWholeAndInOrderBothWays() {
        Pair pair = connect();
        List<byte[]> forth = messagesOfManySizes(1);
        List<byte[]> back = messagesOfManySizes(2);

        CompletableFuture<List<byte[]>> atAnswerer = collect(pair.answerer, forth.size());
        CompletableFuture<List<byte[]>> atOfferer = collect(pair.offerer, back.size());
        forth.forEach(pair.offerer::send);
        back.forEach(pair.answerer::send);

        assertThat(await(atAnswerer)).usingElementComparator(Arrays::compare).containsExactlyElementsOf(forth);
        assertThat(await(atOfferer)).usingElementComparator(Arrays::compare).containsExactlyElementsOf(back);
    }

    @Test
    final void deliversFiftyThousandSmallMessages() {
        int count = 50_000;
        Pair pair = connect();
        CompletableFuture<Long> misplaced = pair.answerer
                .messages()
                .take(count)
                .index((index, message) -> ByteBuffer.wrap(message).getInt() == index)
                .filter(inPlace -> !inPlace)
                .count()
                .toFuture();

        pair.offerer.sendAll(count, WINDOW, TransportContract::small, patience());

        assertThat(await(misplaced)).isZero();
    }

    @Test
    final void reportsEveryByteOfALargeTransferAsSentExactlyOnce() {
        int frames = 5 * 1024 * 1024 / FRAME;
        Pair pair = connect();
        CompletableFuture<Long> arrived = pair.answerer
                .messages()
                .take(frames)
                .map(message -> (long) message.length)
                .reduce(0L, Long::sum)
                .toFuture();

        pair.offerer.sendAll(frames, WINDOW, index -> filled(FRAME, index), patience());

        assertThat(await(arrived)).isEqualTo((long) frames * FRAME);
        awaitSent(pair.offerer, (long) frames * FRAME);
        assertThat(pair.offerer.sentBytesNow()).isEqualTo((long) frames * FRAME);
    }

    @Test
    final void takesMessagesFromManyThreadsAndKeepsTheOrderOfEach() throws Exception {
        int threads = 4;
        int each = 500;
        Pair pair = connect();
        CompletableFuture<List<byte[]>> arrived = collect(pair.answerer, threads * each);

        List<Thread> senders = IntStream.range(0, threads)
                .mapToObj(thread -> new Thread(() -> IntStream.range(0, each)
                        .forEach(index -> pair.offerer.send(ByteBuffer.allocate(8)
                                .putInt(thread)
                                .putInt(index)
                                .array()))))
                .toList();
        senders.forEach(Thread::start);
        for (Thread sender : senders) {
            sender.join();
        }

        int[] next = new int[threads];
        for (byte[] message : await(arrived)) {
            ByteBuffer read = ByteBuffer.wrap(message);
            int thread = read.getInt();
            assertThat(read.getInt()).isEqualTo(next[thread]++);
        }
        assertThat(next).containsOnly(each);
    }

    @Test
    final void refusesAMessageThatIsTooLargeAndGoesOn() {
        Pair pair = connect();
        byte[] tooLarge = new byte[transport().capabilities().maxMessageBytes() + 1];
        byte[] next = filled(100, 7);
        CompletableFuture<List<byte[]>> arrived = collect(pair.answerer, 1);

        pair.offerer.send(tooLarge);
        pair.offerer.send(next);

        assertThat(await(pair.offerer.failed)).hasMessageContaining(String.valueOf(tooLarge.length));
        assertThat(await(arrived)).usingElementComparator(Arrays::compare).containsExactly(next);
        awaitSent(pair.offerer, (long) tooLarge.length + next.length);
    }

    @Test
    final void tellsBothSidesOnceThatOneHasClosed() {
        Pair pair = connect();

        pair.offerer.connection().close();

        await(pair.offerer.closed);
        await(pair.answerer.closed);
        assertThat(here.connectionCount()).isZero();
        assertThat(there.connectionCount()).isZero();
    }

    @Test
    final void deliversWhatWasSentLongBeforeTheClose() {
        Pair pair = connect();
        CompletableFuture<List<byte[]>> arrived = collect(pair.answerer, 1);
        byte[] last = filled(1_000, 3);

        pair.offerer.send(last);
        assertThat(await(arrived)).usingElementComparator(Arrays::compare).containsExactly(last);
        pair.offerer.connection().close();

        await(pair.answerer.closed);
    }

    @Test
    final void deliversAllThatWasQueuedBeforeAGracefulClose() {
        int frames = 200;
        Pair pair = connect();
        CompletableFuture<List<byte[]>> arrived = collect(pair.answerer, frames);

        for (int i = 0; i < frames; i++) {
            pair.offerer.send(filled(FRAME, i));
        }
        pair.offerer.connection().closeGracefully();
        pair.offerer.connection().closeGracefully();

        assertThat(await(arrived)).hasSize(frames);
        await(pair.answerer.closed);
        await(pair.offerer.closed);
        assertThat(pair.offerer.sentBytesNow()).isEqualTo((long) frames * FRAME);
    }

    @Test
    final void closesOnceHoweverOftenItIsAsked() throws Exception {
        Pair pair = connect();
        PeerConnection connection = pair.offerer.connection();

        List<Thread> closers = IntStream.range(0, 4)
                .mapToObj(thread -> new Thread(() -> IntStream.range(0, 50).forEach(time -> connection.close())))
                .toList();
        closers.forEach(Thread::start);
        for (Thread closer : closers) {
            closer.join();
        }
        pair.answerer.connection().close();

        await(pair.offerer.closed);
        await(pair.answerer.closed);
        connection.close();
    }

    @Test
    final void closesWhileBothSidesSend() throws Exception {
        Pair pair = connect();
        CompletableFuture<List<byte[]>> flowing = collect(pair.answerer, 10);
        List<Thread> senders = List.of(senderUntilClosed(pair.offerer), senderUntilClosed(pair.answerer));
        senders.forEach(Thread::start);
        await(flowing);

        pair.answerer.connection().close();

        await(pair.answerer.closed);
        // among so much else its goodbye may be lost on the way
        await(CompletableFuture.anyOf(pair.offerer.closed, pair.offerer.silent));
        pair.offerer.connection().close();
        await(pair.offerer.closed);
        for (Thread sender : senders) {
            sender.join();
        }
        pair.offerer.send(new byte[10]);
    }

    @Test
    final void closesBeforeAnythingHasHappened() {
        RecordingPeer peer = peer(here, Role.OFFERER);
        peer.connection().close();
        await(peer.closed);
    }

    @Test
    final void endsOperationsThatAreUnderWayWhenItCloses() {
        RecordingPeer peer = peer(here, Role.OFFERER);
        CompletableFuture<SessionDescription> offer =
                peer.connection().createOffer(false).toFuture();
        CompletableFuture<PeerConnectionStats> stats = peer.connection().stats().toFuture();

        peer.connection().close();

        await(peer.closed);
        await(offer.handle((value, error) -> true));
        await(stats.handle((value, error) -> true));
    }

    @Test
    final void failsEveryOperationAfterClose() {
        RecordingPeer peer = peer(here, Role.OFFERER);
        SessionDescription offer = get(peer.connection().createOffer(false));
        peer.connection().close();
        await(peer.closed);

        List<Mono<?>> operations = List.of(
                peer.connection().createOffer(false),
                peer.connection().createAnswer(offer),
                peer.connection().acceptAnswer(offer),
                peer.connection().addCandidate(new IceCandidate("", "0", 0, null)),
                peer.connection().localDescription(),
                peer.connection().stats());
        operations.forEach(operation -> StepVerifier.create(operation)
                .expectError(ConnectionClosedException.class)
                .verify(patience()));
    }

    @Test
    final void refusesAnAnswerWithoutAnOffer() {
        RecordingPeer offerer = peer(here, Role.OFFERER);
        RecordingPeer answerer = peer(there, Role.ANSWERER);
        SessionDescription answer =
                get(answerer.connection().createAnswer(get(offerer.connection().createOffer(false))));

        StepVerifier.create(peer(here, Role.OFFERER).connection().acceptAnswer(answer))
                .expectError()
                .verify(patience());
    }

    @Test
    final void refusesADescriptionThatIsNone() {
        StepVerifier.create(peer(here, Role.ANSWERER).connection().createAnswer(SessionDescription.offer("nonsense")))
                .expectError()
                .verify(patience());
    }

    @Test
    final void refusesACandidateBeforeItsDescription() {
        IceCandidate candidate =
                new IceCandidate("candidate:1 1 udp 2122194687 192.0.2.2 47493 typ host", "0", 0, null);
        StepVerifier.create(peer(here, Role.OFFERER).connection().addCandidate(candidate))
                .expectError()
                .verify(patience());
    }

    @Test
    final void takesTheEndOfCandidates() {
        Pair pair = connect();
        StepVerifier.create(pair.answerer.connection().addCandidate(new IceCandidate("", "0", 0, null)))
                .expectComplete()
                .verify(patience());
    }

    @Test
    final void renegotiatesAndRollsBackTheOfferThatLosesAClash() {
        Pair pair = connect();
        SessionDescription wins = get(pair.offerer.connection().createOffer(false));
        get(pair.answerer.connection().createOffer(false));

        SessionDescription answer = get(pair.answerer.connection().createAnswer(wins));
        done(pair.offerer.connection().acceptAnswer(answer));

        assertCarriesMessages(pair);
    }

    @Test
    final void connectsThoughBothSidesMadeTheFirstOffer() {
        RecordingPeer winner = peer(here, Role.OFFERER);
        RecordingPeer loser = peer(there, Role.OFFERER);
        get(loser.connection().createOffer(false));

        RecordingPeer.connect(winner, loser, patience());

        assertCarriesMessages(new Pair(winner, loser));
    }

    @Test
    final void restartsIceWithoutLosingTheChannel() {
        assumeTrue(transport().capabilities().iceRestart());
        Pair pair = connect();
        SessionDescription before = get(pair.offerer.connection().localDescription());

        SessionDescription offer = get(pair.offerer.connection().createOffer(true));
        done(pair.offerer
                .connection()
                .acceptAnswer(get(pair.answerer.connection().createAnswer(offer))));

        assertThat(offer.sdp()).isNotEqualTo(before.sdp());
        assertCarriesMessages(pair);
    }

    @Test
    final void measuresThePathInUse() {
        Pair pair = connect();
        assertCarriesMessages(pair);

        PeerConnectionStats stats = get(pair.offerer.connection().stats());

        assertThat(stats.localCandidateType()).isNotNull();
        assertThat(stats.remoteCandidateType()).isNotNull();
        assertThat(stats.bytesSent()).isPositive();
    }

    @Test
    final void countsConnectionsUntilTheyAreClosed() {
        RecordingPeer first = peer(here, Role.OFFERER);
        RecordingPeer second = peer(here, Role.ANSWERER);
        assertThat(here.connectionCount()).isEqualTo(2);
        assertThat(there.connectionCount()).isZero();

        first.connection().close();
        await(first.closed);
        assertThat(here.connectionCount()).isEqualTo(1);

        second.connection().close();
        await(second.closed);
        assertThat(here.connectionCount()).isZero();
    }

    @Test
    final void closesAllConnectionsWhenItsFactoryIsDisposed() {
        List<Pair> pairs = List.of(connect(), connect(), connect());

        here.dispose();
        here.dispose();

        for (Pair pair : pairs) {
            await(pair.offerer.closed);
            await(pair.answerer.closed);
        }
        assertThat(here.connectionCount()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> peer(here, Role.OFFERER));
    }

    @Test
    final void connectsManyPairsAtOnce() {
        List<Pair> pairs = IntStream.range(0, 10).mapToObj(index -> connect()).toList();
        pairs.forEach(this::assertCarriesMessages);
    }

    private Pair connect() {
        Pair pair = new Pair(peer(here, Role.OFFERER), peer(there, Role.ANSWERER));
        RecordingPeer.connect(pair.offerer, pair.answerer, patience());
        return pair;
    }

    private RecordingPeer peer(PeerConnectionFactory factory, Role role) {
        RecordingPeer peer = new RecordingPeer(factory, role, iceServers());
        peers.add(peer);
        return peer;
    }

    private void assertCarriesMessages(Pair pair) {
        byte[] forth = filled(2_000, 11);
        byte[] back = filled(3_000, 12);
        CompletableFuture<List<byte[]>> atAnswerer = collect(pair.answerer, 1);
        CompletableFuture<List<byte[]>> atOfferer = collect(pair.offerer, 1);
        pair.offerer.send(forth);
        pair.answerer.send(back);
        assertThat(await(atAnswerer)).usingElementComparator(Arrays::compare).containsExactly(forth);
        assertThat(await(atOfferer)).usingElementComparator(Arrays::compare).containsExactly(back);
    }

    private Thread senderUntilClosed(RecordingPeer peer) {
        return new Thread(() -> {
            for (int i = 0; !peer.closed.isDone(); i++) {
                peer.send(filled(FRAME, i));
                if (peer.queuedBytes() - peer.sentBytesNow() > WINDOW) {
                    Flux.firstWithSignal(
                                    peer.sentBytes().filter(sent -> peer.queuedBytes() - sent < WINDOW),
                                    Mono.fromFuture(peer.closed, true))
                            .blockFirst(patience());
                }
            }
        });
    }

    private void awaitSent(RecordingPeer peer, long bytes) {
        StepVerifier.create(peer.sentBytes().filter(sent -> sent >= bytes).next())
                .expectNext(bytes)
                .expectComplete()
                .verify(patience());
    }

    private List<byte[]> messagesOfManySizes(int seed) {
        int largest = transport().capabilities().maxMessageBytes();
        return IntStream.of(1, 2, 100, 1_200, FRAME, 3, 65_536, 1, 100_000, FRAME, largest, 17)
                .map(size -> Math.min(size, largest))
                .mapToObj(size -> filled(size, seed + size))
                .toList();
    }

    private static CompletableFuture<List<byte[]>> collect(RecordingPeer peer, int count) {
        return peer.messages().take(count).collectList().toFuture();
    }

    private static byte[] small(int index) {
        return ByteBuffer.allocate(64).putInt(index).array();
    }

    private static byte[] filled(int length, int seed) {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (seed + i * 31);
        }
        return message;
    }

    private <T> T get(Mono<T> operation) {
        return await(operation.toFuture());
    }

    private void done(Mono<Void> operation) {
        StepVerifier.create(operation).expectComplete().verify(patience());
    }

    private <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within " + patience(), e);
        }
    }

    private record Pair(RecordingPeer offerer, RecordingPeer answerer) {}
}
