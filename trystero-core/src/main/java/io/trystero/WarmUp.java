package io.trystero;

import com.fasterxml.jackson.core.type.TypeReference;
import io.trystero.codec.Codec;
import io.trystero.rtc.Transport;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.wire.MalformedException;
import io.trystero.wire.SignalCipher;
import io.trystero.wire.SignalMessage;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses once, aside, what the first join of a process will use: loading classes, cryptography and native code takes longer
 * than meeting a peer does.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.engine");
    private static final AtomicBoolean DONE = new AtomicBoolean();

    private WarmUp() {}

    /** Begins on daemon threads of its own, unless this process has done so before. */
    static void begin(Transport transport, List<SignalingStrategy> strategies) {
        if (DONE.compareAndSet(false, true)) {
            start(() -> {
                strategies.forEach(SignalingStrategy::warmUp);
                useCodecs();
            });
            start(transport::warmUp);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | LinkageError e) {
                        LOG.debug("warming up failed; the first use will tell", e);
                    }
                },
                "trystero-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void useCodecs() {
        try {
            SignalCipher cipher = new SignalCipher("", "warm", "up", new SplittableRandom());
            SignalMessage offer = SignalMessage.offer("a", "b", cipher.encrypt("v=0"), false);
            String sealed = SignalMessage.parse(offer.toJson()).offer();
            cipher.decrypt(sealed == null ? "" : sealed);
        } catch (MalformedException e) {
            throw new IllegalStateException("what was just encrypted does not decrypt", e);
        }
        Codec<Map<?, ?>> json = Codec.of(new TypeReference<Map<?, ?>>() {});
        json.decode(json.encode(Map.of("warm", "up")));
    }
}
