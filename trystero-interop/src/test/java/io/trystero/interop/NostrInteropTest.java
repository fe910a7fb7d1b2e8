package io.trystero.interop;

import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.NostrRelay;
import io.trystero.nostr.NostrStrategy;
import io.trystero.signaling.SignalingStrategy;

/** Peers find each other through a Nostr relay. */
class NostrInteropTest extends NetworkTest {

    @Override
    NetworkServer startServer() {
        return NostrRelay.start();
    }

    @Override
    SignalingStrategy strategy(NetworkServer server) {
        return NostrStrategy.builder().url(server.url()).build();
    }
}
