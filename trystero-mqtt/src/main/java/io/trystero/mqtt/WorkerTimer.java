package io.trystero.mqtt;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Does one thing later: what is set replaces what was. On the worker alone. */
final class WorkerTimer {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final Scheduler.Worker worker;
    private Disposable pending = Disposables.disposed();
    private long ticket;

    WorkerTimer(Scheduler.Worker worker) {
        this.worker = worker;
    }

    void set(Duration delay, Runnable action) {
        cancel();
        long set = ticket;
        try {
            pending = worker.schedule(
                    () -> {
                        // one that was cancelled too late carries an old ticket
                        if (set == ticket) {
                            action.run();
                        }
                    },
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("nothing is done later: the scheduler has ended");
        }
    }

    void cancel() {
        ticket++;
        pending.dispose();
    }
}
