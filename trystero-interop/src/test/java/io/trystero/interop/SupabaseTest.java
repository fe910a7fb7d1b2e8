package io.trystero.interop;

import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.SupabaseRealtime;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.supabase.SupabaseStrategy;

/** Peers find each other through the stand-in for Supabase Realtime, which the app id names. */
class SupabaseTest extends NetworkTest {

    @Override
    NetworkServer startServer() {
        return SupabaseRealtime.start();
    }

    @Override
    SignalingStrategy strategy(NetworkServer server) {
        return SupabaseStrategy.create(SupabaseRealtime.KEY);
    }
}
