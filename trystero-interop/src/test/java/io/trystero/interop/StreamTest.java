package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.StreamingPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * A JVM whose heap is smaller than what is sent to and by it, while others go on. {@code -Dstream.bytes}, {@code
 * -Dstream.rate} (bytes a second that it reads) and {@code -Dstream.heap} (MiB) make it larger.
 */
class StreamTest extends InteropTest {

    private static final int BYTES = Integer.getInteger("stream.bytes", 300_000_000);
    private static final long RATE = Long.getLong("stream.rate", 20_000_000);
    private static final int HEAP = Integer.getInteger("stream.heap", 256);

    /** At half the rate it would still be read. */
    private static final Duration LIMIT = Duration.ofSeconds(60 + 2L * BYTES / RATE);

    private static final Body.Bytes LARGE = (Body.Bytes) Body.bytes(BYTES, 7);

    private final RoomSpec room = RoomSpec.fresh();

    @Test
    void whatComesFasterThanItIsReadWaitsInAFile() {
        PeerRoom sender = js.join(room);
        PeerRoom bystander = world.jvm(Lead.JVM).join(room);
        awaitMeeting(sender, bystander);
        try (StreamingPeer reader = StreamingPeer.start(world, room.roomId(), HEAP, 2L * BYTES, RATE)) {
            sender.awaitJoined(reader);
            bystander.awaitJoined(reader);
            sender.send(LARGE, null, reader);
            List<Duration> pings = pingWhile(bystander, reader, () -> reader.streams() > 0);

            assertSame(reader.awaitStream(1, LIMIT), LARGE);
            print("to the JVM, read slowly", pings);
        }
    }

    @Test
    void withoutAFileItFailsAndWhatFollowsIsRead() {
        PeerRoom sender = js.join(room);
        try (StreamingPeer reader = StreamingPeer.start(world, room.roomId(), HEAP, 0, BYTES / 60)) {
            sender.awaitJoined(reader);
            PeerRoom.Sending sending = sender.send(LARGE, null, reader);

            assertThat(reader.awaitStream(1, LIMIT).path("error").asText())
                    .contains("StreamOverflowException")
                    .contains("StreamOptions.spill");
            sending.await(LIMIT);
            Body.Bytes small = (Body.Bytes) Body.bytes(100_000, 8);
            sender.send(small, null, reader);
            assertSame(reader.awaitStream(2, Patience.TRANSFER), small);
        }
    }

    @Test
    void whatIsSentTakesNoMoreMemoryThanThat() {
        PeerRoom receiver = js.join(room);
        PeerRoom bystander = world.jvm(Lead.JVM).join(room);
        awaitMeeting(receiver, bystander);
        try (StreamingPeer sender = StreamingPeer.start(world, room.roomId(), HEAP, 0, RATE)) {
            receiver.awaitJoined(sender);
            bystander.awaitJoined(sender);
            PeerRoom.Sending sending = sender.send(LARGE, js);
            List<Duration> pings = pingWhile(bystander, sender, () -> receiver.messages(Body.Bytes.class) > 0);

            sending.await(LIMIT);
            assertThat(receiver.awaitMessage(Body.Bytes.class, 1, LIMIT).body()).isEqualTo(LARGE.described());
            print("from the JVM", pings);
        }
    }

    private static void assertSame(JsonNode stream, Body.Bytes sent) {
        JsonNode wanted = sent.described();
        assertThat(stream.path("size").asLong()).as(stream.toString()).isEqualTo(sent.size());
        assertThat(stream.path("sha256")).isEqualTo(wanted.path("sha256"));
    }

    /** Pings until something has happened; each ping is waited for as long as for any message. */
    private static List<Duration> pingWhile(PeerRoom from, Peer to, BooleanSupplier over) {
        List<Duration> pings = new ArrayList<>();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!over.getAsBoolean() && System.nanoTime() < end) {
            pings.add(from.ping(to));
        }
        return pings;
    }

    private void print(String what, List<Duration> pings) {
        Collections.sort(pings);
        System.out.printf(
                "%d MB %s, %s: %d pings of a bystander, p50 %.1f ms, p99 %.1f ms%n",
                BYTES / 1_000_000,
                what,
                runtime,
                pings.size(),
                pings.get(pings.size() / 2).toNanos() / 1e6,
                pings.get(pings.size() * 99 / 100).toNanos() / 1e6);
    }
}
