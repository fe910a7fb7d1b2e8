/**
 * Finds peers through Supabase Realtime, as the JavaScript library does: see {@link io.trystero.supabase.SupabaseStrategy}.
 *
 * <p>{@code SupabaseRelay} knows which channel and event carries what, {@code Channels} how channels are talked to. Depends on the
 * core's signalling SPI and its WebSocket, and on Jackson.
 */
@NullMarked
package io.trystero.supabase;

import org.jspecify.annotations.NullMarked;
