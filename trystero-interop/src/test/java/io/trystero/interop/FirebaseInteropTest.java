package io.trystero.interop;

import io.trystero.firebase.FirebaseStrategy;
import io.trystero.interop.fixture.FirebaseDatabase;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.signaling.SignalingStrategy;

/** JVM peers meet peers of the JavaScript library through a Firebase Realtime Database. */
class FirebaseInteropTest extends NetworkInteropTest {

    private FirebaseDatabase database;

    @Override
    NetworkServer startServer() {
        database = FirebaseDatabase.start();
        return database;
    }

    @Override
    SignalingStrategy strategy() {
        return FirebaseStrategy.create();
    }

    @Override
    boolean areBack() {
        return database.connections() >= 2 && !database.listens().isEmpty();
    }
}
