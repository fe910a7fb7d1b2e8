package io.trystero.test;

import io.trystero.signaling.SignalingStrategy;
import io.trystero.test.contract.OfferRelayContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class SimulatedTrackersContractTest extends OfferRelayContract {

    private static final Scheduler SCHEDULER = Schedulers.newSingle("simulated-tracker", true);
    private final SimulatedNetwork network = SimulatedNetwork.create(1, SCHEDULER);
    private final SimulatedRelay relay = network.relay("relay");

    @Override
    protected void startServer() {
        relay.start();
    }

    @Override
    protected void stopServer() {
        relay.stop();
    }

    @Override
    protected void restartServer() {
        relay.start();
    }

    @Override
    protected SignalingStrategy strategy() {
        return network.host("host").trackers();
    }

    /** What it hands around is given to it as values, which cannot be malformed. */
    @Override
    protected void sendGarbage(String topic) {}

    @Override
    protected int connections() {
        return relay.counts().clients();
    }

    @AfterAll
    static void release() {
        SCHEDULER.disposeGracefully().block(Duration.ofSeconds(5));
    }
}
