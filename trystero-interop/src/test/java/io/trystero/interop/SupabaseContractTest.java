package io.trystero.interop;

import io.trystero.interop.fixture.SupabaseRealtime;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.supabase.SupabaseStrategy;
import io.trystero.test.contract.StrategyContract;

/** The strategy passes the contract with a stand-in for the real server. */
class SupabaseContractTest extends StrategyContract {

    private SupabaseRealtime realtime;

    @Override
    protected void startServer() {
        realtime = SupabaseRealtime.start();
    }

    @Override
    protected void stopServer() {
        realtime.stop();
    }

    @Override
    protected void restartServer() {
        realtime.restart();
    }

    @Override
    protected SignalingStrategy strategy() {
        return SupabaseStrategy.create(SupabaseRealtime.KEY);
    }

    @Override
    protected String appId() {
        return realtime.url();
    }

    @Override
    protected boolean echoes() {
        return false;
    }

    @Override
    protected void sendGarbage(String topic) {
        realtime.garbage(topic);
    }

    @Override
    protected int connections() {
        return realtime.connections();
    }
}
