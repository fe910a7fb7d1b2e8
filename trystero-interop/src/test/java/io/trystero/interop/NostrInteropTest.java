package io.trystero.interop;

import io.trystero.interop.fixture.Network;

/** Peers find each other through a Nostr relay. */
class NostrInteropTest extends NetworkTest {

    @Override
    Network network() {
        return Network.NOSTR;
    }
}
