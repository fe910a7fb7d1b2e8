package io.trystero.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.wire.Reassembly.Completed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What is framed by one peer comes out whole at another. */
class SendRoundTripTest {

    private static final int CHUNK = ActionFrame.CHUNK_BYTES;
    private static final Reassembly.Limits LIMITS = new Reassembly.Limits(16 * CHUNK, 64L * CHUNK, 1_000, 16);

    @Property(tries = 500)
    void aSendOfAnySizeArrivesAsItWas(
            @ForAll("sizes") int size,
            @ForAll PayloadKind kind,
            @ForAll boolean hasMetadata,
            @ForAll @IntRange(max = 0xffff) int nonce)
            throws Exception {
        String metadata = hasMetadata ? "{\"size\":" + size + "}" : null;
        byte[] payload = Sends.random(size, size);
        List<byte[]> messages = Sends.messages("draw", nonce, kind, metadata, payload);
        Reassembly reassembly = new Reassembly(LIMITS);

        Completed whole = null;
        for (byte[] message : messages) {
            assertThat(whole).isNull();
            whole = reassembly.accept(Sends.chunk(message), 0);
        }

        assertThat(messages).hasSize(Math.max(1, (hasMetadata ? 1 : 0) + (size + CHUNK - 1) / CHUNK));
        assertArrived(requireNonNull(whole), kind, metadata, payload);
        assertThat(reassembly.heldBytes()).isZero();
        assertThat(reassembly.unfinished()).isZero();
    }

    @Property(tries = 200)
    void sendsThatInterleaveArriveEachAsItWas(@ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int sends)
            throws Exception {
        Random random = new Random(seed);
        List<List<byte[]>> waiting = new ArrayList<>();
        for (int i = 0; i < sends; i++) {
            // Two actions share their nonces: a send is told by both.
            String metadata = i % 3 == 0 ? null : "{\"send\":" + i + "}";
            waiting.add(new ArrayList<>(Sends.messages(
                    i % 2 == 0 ? "even" : "odd", i / 2, PayloadKind.BINARY, metadata, payload(seed, i))));
        }
        Reassembly reassembly = new Reassembly(LIMITS);

        int arrived = 0;
        while (arrived < sends) {
            int i = random.nextInt(sends);
            if (!waiting.get(i).isEmpty()) {
                Completed whole = reassembly.accept(Sends.chunk(waiting.get(i).remove(0)), 0);
                assertThat(whole != null).isEqualTo(waiting.get(i).isEmpty());
                if (whole != null) {
                    arrived++;
                    String metadata = i % 3 == 0 ? null : "{\"send\":" + i + "}";
                    assertArrived(whole, PayloadKind.BINARY, metadata, payload(seed, i));
                }
            }
        }

        assertThat(reassembly.heldBytes()).isZero();
        assertThat(reassembly.unfinished()).isZero();
    }

    private static byte[] payload(long seed, int send) {
        return Sends.random(seed + send, new Random(seed + send).nextInt(4 * CHUNK));
    }

    private static void assertArrived(Completed whole, PayloadKind kind, @Nullable String metadata, byte[] payload) {
        assertThat(whole.kind()).isEqualTo(kind);
        assertThat(Sends.bytes(whole.payload())).isEqualTo(payload);
        if (metadata == null) {
            assertThat(whole.metadata()).isNull();
        } else {
            assertThat(Sends.text(requireNonNull(whole.metadata()))).isEqualTo(metadata);
        }
    }

    @Provide
    Arbitrary<Integer> sizes() {
        Arbitrary<Integer> nearBorders = Arbitraries.integers()
                .between(0, 4)
                .flatMap(chunks -> Arbitraries.integers().between(-2, 2).map(off -> Math.max(0, chunks * CHUNK + off)));
        return Arbitraries.oneOf(nearBorders, Arbitraries.integers().between(0, 5 * CHUNK));
    }
}
