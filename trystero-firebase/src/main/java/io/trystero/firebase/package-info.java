/**
 * Finds peers through a Firebase Realtime Database, as the JavaScript library does: see
 * {@link io.trystero.firebase.FirebaseStrategy}.
 *
 * <p>{@code FirebaseRelay} knows what a room looks like in the database, {@code DatabaseClient} how a database is talked to.
 * Depends on the core's signalling SPI and its WebSocket, and on Jackson.
 */
@NullMarked
package io.trystero.firebase;

import org.jspecify.annotations.NullMarked;
