package io.trystero.interop;

import io.trystero.firebase.FirebaseStrategy;
import io.trystero.interop.fixture.FirebaseDatabase;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.test.contract.StrategyContract;

/** The strategy passes the contract with a database. */
class FirebaseContractTest extends StrategyContract {

    private FirebaseDatabase database;

    @Override
    protected void startServer() {
        database = FirebaseDatabase.start();
    }

    @Override
    protected void stopServer() {
        database.stop();
    }

    @Override
    protected void restartServer() {
        database.restart();
    }

    @Override
    protected SignalingStrategy strategy() {
        return FirebaseStrategy.create();
    }

    @Override
    protected String appId() {
        return database.url("contract");
    }

    @Override
    protected void sendGarbage(String topic) {
        database.garbage(topic);
    }

    @Override
    protected int connections() {
        return database.connections();
    }
}
