package io.trystero.test;

import io.trystero.signaling.Publication;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.test.contract.StrategyContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** In real time, with a thread of its own, as any strategy. */
class SimulatedStrategyContractTest extends StrategyContract {

    private static final Scheduler SCHEDULER = Schedulers.newSingle("simulated-relay", true);
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
        return network.host("host").strategy();
    }

    /** The relay carries texts as they are, so all that can be wrong is what they say. */
    @Override
    protected void sendGarbage(String topic) {
        publish(up(open()), topic, Publication.Kind.OFFER, "}{");
        publish(up(open()), topic, Publication.Kind.ANNOUNCE, "");
    }

    @Override
    protected int connections() {
        return relay.counts().clients();
    }

    @AfterAll
    static void release() {
        SCHEDULER.disposeGracefully().block(Duration.ofSeconds(5));
    }
}
