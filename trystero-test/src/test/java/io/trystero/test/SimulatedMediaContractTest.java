package io.trystero.test;

import io.trystero.rtc.Transport;
import io.trystero.test.contract.MediaContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** In real time, with a thread of its own, as any transport. */
class SimulatedMediaContractTest extends MediaContract {

    private static final Scheduler SCHEDULER = Schedulers.newSingle("simulated-media", true);
    private final SimulatedNetwork network = SimulatedNetwork.create(1, SCHEDULER);

    @Override
    protected Transport transport() {
        return network.host("host" + network.hosts().size()).transport();
    }

    @AfterAll
    static void stop() {
        SCHEDULER.disposeGracefully().block(Duration.ofSeconds(5));
    }
}
