package io.trystero.interop;

import io.trystero.interop.fixture.Network;

/** Peers find each other through a Realtime Database, which the app id names. */
class FirebaseTest extends NetworkTest {

    @Override
    Network network() {
        return Network.FIREBASE;
    }
}
