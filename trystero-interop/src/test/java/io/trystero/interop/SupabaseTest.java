package io.trystero.interop;

import io.trystero.interop.fixture.Network;

/** Peers find each other through the stand-in for Supabase Realtime, which the app id names. */
class SupabaseTest extends NetworkTest {

    @Override
    Network network() {
        return Network.SUPABASE;
    }
}
