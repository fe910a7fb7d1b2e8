package io.trystero.interop;

import io.trystero.interop.fixture.NetworkServer;
import io.trystero.interop.fixture.SupabaseRealtime;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.supabase.SupabaseStrategy;

/** JVM peers meet peers of the JavaScript library through a stand-in for Supabase Realtime. */
class SupabaseInteropTest extends NetworkInteropTest {

    private SupabaseRealtime realtime;

    @Override
    NetworkServer startServer() {
        realtime = SupabaseRealtime.start();
        return realtime;
    }

    @Override
    SignalingStrategy strategy() {
        return SupabaseStrategy.create(SupabaseRealtime.KEY);
    }

    /** The room's channel, and one of each peer. */
    @Override
    boolean areBack() {
        return realtime.connections() >= 2 && realtime.channels().size() >= 3;
    }
}
