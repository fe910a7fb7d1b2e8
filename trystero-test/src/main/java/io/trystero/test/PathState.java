package io.trystero.test;

import static io.trystero.rtc.PeerConnectionState.CONNECTED;
import static io.trystero.rtc.PeerConnectionState.CONNECTING;
import static io.trystero.rtc.PeerConnectionState.DISCONNECTED;
import static io.trystero.rtc.PeerConnectionState.FAILED;
import static io.trystero.rtc.PeerConnectionState.NEW;

import io.trystero.rtc.PeerConnectionState;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** The state of the path as one side sees it, with the times that libwebrtc takes to notice. */
final class PathState {

    private static final Latency CHECKS_GIVEN_UP = Latency.millis(15_000, 16_000);
    private static final Latency SILENCE_NOTICED = Latency.millis(5_000, 5_500);
    private static final Duration SILENCE_GIVEN_UP = Duration.ofSeconds(25);
    private static final Latency RETURN_NOTICED = Latency.millis(0, 1_000);

    private final Loop loop;
    private final Consumer<PeerConnectionState> changes;
    private PeerConnectionState state = NEW;
    private String checking = "";
    private @Nullable Disposable timer;

    PathState(Loop loop, Consumer<PeerConnectionState> changes) {
        this.loop = loop;
        this.changes = changes;
    }

    PeerConnectionState state() {
        return state;
    }

    /** Both descriptions and a candidate are there: checks start, once for each pair of credentials. */
    void check(String credentials) {
        if (checking.equals(credentials)) {
            return;
        }
        checking = credentials;
        if (state != CONNECTED) {
            change(CONNECTING);
            wait(CHECKS_GIVEN_UP.draw(loop.random), FAILED);
        }
    }

    /** Tells whether a path that is found now can still be used. */
    boolean isOpenToPath() {
        return state == CONNECTING || state == DISCONNECTED || state == CONNECTED;
    }

    void connected() {
        if (state != CONNECTED) {
            stop();
            change(CONNECTED);
        }
    }

    /** Nothing comes from the other side from now on. */
    void silent() {
        if (state == CONNECTED) {
            stop();
            timer = loop.after(SILENCE_NOTICED.draw(loop.random), () -> {
                change(DISCONNECTED);
                wait(SILENCE_GIVEN_UP.toNanos(), FAILED);
            });
        } else if (state == DISCONNECTED) {
            wait(SILENCE_GIVEN_UP.toNanos(), FAILED);
        }
    }

    /** The other side is heard again. */
    void heard() {
        if (state == CONNECTED) {
            stop();
        } else if (state == DISCONNECTED) {
            wait(RETURN_NOTICED.draw(loop.random), CONNECTED);
        }
    }

    void stop() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }

    private void wait(long nanos, PeerConnectionState then) {
        stop();
        timer = loop.after(nanos, () -> change(then));
    }

    private void change(PeerConnectionState next) {
        if (state != next) {
            state = next;
            changes.accept(next);
        }
    }
}
