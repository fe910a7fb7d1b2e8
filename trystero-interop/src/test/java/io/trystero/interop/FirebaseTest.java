package io.trystero.interop;

import io.trystero.firebase.FirebaseStrategy;
import io.trystero.interop.fixture.FirebaseDatabase;
import io.trystero.interop.fixture.NetworkServer;
import io.trystero.signaling.SignalingStrategy;

/** Peers find each other through a Realtime Database, which the app id names. */
class FirebaseTest extends NetworkTest {

    @Override
    NetworkServer startServer() {
        return FirebaseDatabase.start();
    }

    @Override
    SignalingStrategy strategy(NetworkServer server) {
        return FirebaseStrategy.create();
    }
}
