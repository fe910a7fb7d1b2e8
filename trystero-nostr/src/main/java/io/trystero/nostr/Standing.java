package io.trystero.nostr;

import io.trystero.signaling.RelayStatus;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketStatus;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * How a relay stands to us. One that says that it is asked too much is spared announces for 60 s, doubling up to 15 min; one that
 * refuses us is left alone for an hour, doubling up to a day, since what it minds (our clock, its rules) may change while a
 * server runs. Both begin anew once it takes an announce. On the socket's thread, except for {@link #status}.
 */
final class Standing {

    static final Duration FIRST_PAUSE = Duration.ofSeconds(60);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    static final Duration FIRST_RETIREMENT = Duration.ofHours(1);
    static final Duration LONGEST_RETIREMENT = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final ReconnectingWebSocket socket;
    private final Scheduler scheduler;
    private final Sinks.Many<State> states = Sinks.many().replay().latest();
    private State state = new Good();
    private Disposable timer = Disposables.disposed();
    private Duration pause = Duration.ZERO;
    private Duration retirement = Duration.ZERO;
    private boolean paused;

    private sealed interface State {}

    private record Good() implements State {}

    /** Connected, but no announces. */
    private record Throttled(String reason, long until) implements State {}

    /** Not connected, as the status says. */
    private record Away(RelayStatus status) implements State {}

    Standing(ReconnectingWebSocket socket, Scheduler scheduler) {
        this.socket = socket;
        this.scheduler = scheduler;
        become(state);
    }

    Flux<RelayStatus> status() {
        return Flux.combineLatest(socket.status(), states.asFlux(), this::told)
                .distinctUntilChanged()
                .onBackpressureLatest();
    }

    /** The relay wants less. What it says so again of while it is spared was on its way. */
    void throttle(String reason) {
        if (!(state instanceof Good)) {
            return;
        }
        pause = doubled(pause, FIRST_PAUSE, LONGEST_PAUSE);
        LOG.warn("{} wants less: {}; no announces for {} s", socket.url(), reason, pause.toSeconds());
        become(new Throttled(reason, now() + pause.toMillis()));
        after(pause, () -> become(new Good()));
    }

    /** The relay has ended a subscription, which would be missing: it is asked again later. */
    void endure(String reason) {
        if (!(state instanceof Away)) {
            pause = doubled(pause, FIRST_PAUSE, LONGEST_PAUSE);
            LOG.warn("{} ended a subscription: {}; next try in {} s", socket.url(), reason, pause.toSeconds());
            leave(RelayStatus.down(NostrStrategy.NAME, socket.url(), reason, pause), pause);
        }
    }

    /** The relay refuses us. */
    void retire(String reason) {
        if (!(state instanceof Away)) {
            retirement = doubled(retirement, FIRST_RETIREMENT, LONGEST_RETIREMENT);
            LOG.warn("{} refuses us: {}; not tried again for {} h", socket.url(), reason, retirement.toHours());
            leave(RelayStatus.retired(NostrStrategy.NAME, socket.url(), reason), retirement);
        }
    }

    /** The relay has taken an announce. */
    void accepted() {
        pause = Duration.ZERO;
        retirement = Duration.ZERO;
        if (state instanceof Throttled) {
            timer.dispose();
            become(new Good());
        }
    }

    void pause() {
        paused = true;
        socket.pause();
    }

    void resume() {
        paused = false;
        if (!(state instanceof Away)) {
            socket.resume();
        }
    }

    void dispose() {
        timer.dispose();
        if (states.tryEmitComplete().isFailure()) {
            LOG.debug("{}: standing not completed", socket.url());
        }
    }

    private void leave(RelayStatus status, Duration time) {
        become(new Away(status));
        socket.pause();
        socket.reconnect(status.reason() == null ? "" : status.reason());
        after(time, this::comeBack);
    }

    private void comeBack() {
        if (!paused) {
            socket.resume();
        }
        become(new Good());
    }

    private RelayStatus told(WebSocketStatus now, State how) {
        if (how instanceof Away away) {
            return away.status();
        }
        if (how instanceof Throttled throttled && now instanceof WebSocketStatus.Up) {
            Duration left = Duration.ofMillis(Math.max(0, throttled.until() - now()));
            return RelayStatus.throttled(NostrStrategy.NAME, socket.url(), throttled.reason(), left);
        }
        return now.toRelayStatus(NostrStrategy.NAME, socket.url());
    }

    private void become(State next) {
        state = next;
        Sinks.EmitResult result = states.tryEmitNext(next);
        if (result.isFailure()) {
            LOG.debug("{}: standing not told: {}", socket.url(), result);
        }
    }

    private void after(Duration delay, Runnable action) {
        timer.dispose();
        State waiting = state;
        try {
            timer = scheduler.schedule(
                    () -> socket.execute(() -> {
                        // One that was cancelled too late finds another state.
                        if (state == waiting && !socket.isDisposed()) {
                            action.run();
                        }
                    }),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: the scheduler has ended", socket.url());
        }
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }

    private static Duration doubled(Duration last, Duration first, Duration longest) {
        Duration next = last.isZero() ? first : last.multipliedBy(2);
        return next.compareTo(longest) > 0 ? longest : next;
    }
}
