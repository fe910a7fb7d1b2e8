package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.rtc.IceCandidate;
import io.trystero.wire.Reassembly.OverLimitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever arrives, a decoder gives a value or refuses it in its own words, and holds no more than it may. */
class HostileInputTest {

    private static final String OFFER = SignalMessage.offer("A1b2C3d4E5f6G7h8I9j0", "0123456789ab", "1,2$AA==", true)
            .toJson();
    private static final String CANDIDATE =
            CandidateJson.write(new IceCandidate("candidate:1 1 udp 1 10.0.0.1 9 typ host", "0", 0, "u"));
    private static final String SEALED = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15$MFUnAYGZ2wr+H2KnnQeoQIi+ehQBDS/HxXU=";

    private final SignalCipher cipher = new SignalCipher("s3cret", "com.example.app", "lobby", new Random(1));

    private interface Decoder {
        Object decode(String text) throws MalformedException;
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        assertReadOrRefused(SignalMessage::parse, text);
        assertReadOrRefused(CandidateJson::read, text);
        assertReadOrRefused(cipher::decrypt, text);
    }

    @Property
    void anyJsonIsReadOrRefused(@ForAll("json") String text) {
        assertReadOrRefused(SignalMessage::parse, text);
        assertReadOrRefused(CandidateJson::read, text);
    }

    @Property
    void aMutatedSignalIsReadOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int changes) {
        assertReadOrRefused(SignalMessage::parse, mutate(OFFER, seed, changes));
        assertReadOrRefused(CandidateJson::read, mutate(CANDIDATE, seed, changes));
        assertReadOrRefused(cipher::decrypt, mutate(SEALED, seed, changes));
    }

    @Property
    void aMutatedChannelMessageIsReadOrRefused(@ForAll long seed, @ForAll @IntRange(max = 6) int changes) {
        Random random = new Random(seed);
        byte[] message = Sends.messages("draw", 1, PayloadKind.JSON, "{\"m\":1}", new byte[20])
                .get(random.nextInt(2));
        for (int i = 0; i < changes; i++) {
            message[random.nextInt(message.length)] = (byte) random.nextInt();
        }
        byte[] cut = Arrays.copyOf(message, random.nextInt(message.length + 1));

        assertReadOrRefused(ignored -> Sends.chunk(cut), "");
        assertReadOrRefused(ignored -> Sends.chunk(message), "");
    }

    @Property(tries = 300)
    void reassemblyStaysWithinItsBoundsWhateverChunksCome(@ForAll long seed) {
        Reassembly.Limits limits = new Reassembly.Limits(5_000, 12_000, 300, 4);
        Reassembly reassembly = new Reassembly(limits);
        Random random = new Random(seed);
        for (int now = 0; now < 500; now++) {
            // Seldom a last chunk, so that sends pile up.
            int flags = (random.nextInt(256) & ~1) | (random.nextInt(8) == 0 ? 1 : 0);
            ActionFrame chunk = Sends.chunk(
                    "a" + random.nextInt(3),
                    random.nextInt(60),
                    flags,
                    random.nextInt(10) == 0 ? 6_000 : random.nextInt(400));
            try {
                Reassembly.Completed whole = reassembly.accept(chunk, now);
                if (whole != null) {
                    assertThat(whole.payload().remaining()).isLessThanOrEqualTo(limits.messageBytes());
                    assertThat(chunk.isLast()).isTrue();
                }
            } catch (OverLimitException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
            assertThat(reassembly.heldBytes()).isBetween(0L, limits.totalBytes());
            assertThat(reassembly.unfinished()).isLessThanOrEqualTo(17 * limits.transmissions() + 1);
            if (random.nextInt(50) == 0) {
                reassembly.expire(now - 20L);
            }
        }

        reassembly.expire(Long.MAX_VALUE);
        assertThat(reassembly.heldBytes()).isZero();
        assertThat(reassembly.unfinished()).isZero();
    }

    /** Against a model that never forgets: what completes is exactly the chunks of that send, or nothing. */
    @Property(tries = 300)
    void noMessageCompletesWithoutAllOfItsChunks(@ForAll long seed) throws MalformedException {
        Reassembly reassembly = new Reassembly(new Reassembly.Limits(80_000, 120_000, 300, 3));
        Random random = new Random(seed);
        List<List<ActionFrame>> sends = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sends.add(new ArrayList<>(Sends.chunks("a", i, new byte[random.nextInt(100_000)])));
        }
        int[] sizes = sends.stream()
                .mapToInt(
                        chunks -> chunks.stream().mapToInt(ActionFrame::length).sum())
                .toArray();
        while (!sends.stream().allMatch(List::isEmpty)) {
            int i = random.nextInt(sends.size());
            if (!sends.get(i).isEmpty()) {
                try {
                    Reassembly.Completed whole = reassembly.accept(sends.get(i).remove(0), 0);
                    assertThat(whole == null || whole.payload().remaining() == sizes[i])
                            .isTrue();
                } catch (OverLimitException refused) {
                    assertThat(refused.getMessage()).isNotEmpty();
                }
            }
        }
    }

    private static void assertReadOrRefused(Decoder decoder, String text) {
        try {
            assertThat(decoder.decode(text)).isNotNull();
        } catch (MalformedException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    private static String mutate(String text, long seed, int changes) {
        Random random = new Random(seed);
        StringBuilder mutated = new StringBuilder(text);
        String spice = "{}[]\",:$\\0159truenull \0\ud800é";
        for (int i = 0; i < changes && !mutated.isEmpty(); i++) {
            int at = random.nextInt(mutated.length());
            switch (random.nextInt(4)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, spice.charAt(random.nextInt(spice.length())));
                case 2 -> mutated.setCharAt(at, spice.charAt(random.nextInt(spice.length())));
                default -> mutated.setLength(at);
            }
        }
        return new String(mutated.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<String> json() {
        Arbitrary<String> names = Arbitraries.of(
                "peerId", "offerId", "offer", "answer", "candidate", "passive", "sdpMid", "sdpMLineIndex", "x", "");
        Arbitrary<String> leaves =
                Arbitraries.of("1", "-0", "1e999", "true", "null", "\"\"", "\"s\"", "[", "\"\\ud800\"");
        Arbitrary<String> values = Arbitraries.lazyOf(
                () -> leaves,
                () -> leaves,
                () -> leaves.list().ofMaxSize(3).map(all -> "[" + String.join(",", all) + "]"),
                () -> objects(names, leaves));
        return objects(names, values);
    }

    private static Arbitrary<String> objects(Arbitrary<String> names, Arbitrary<String> values) {
        return Combinators.combine(names, values)
                .as((name, value) -> "\"" + name + "\":" + value)
                .list()
                .ofMaxSize(5)
                .map(fields -> "{" + String.join(",", fields) + "}");
    }
}
