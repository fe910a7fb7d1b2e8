/**
 * A strategy of one's own, as small as one can be that passes the contract; {@code docs/strategies.md} walks through it.
 *
 * <p>Sees of this module nothing but what the core and {@code trystero-test} publish.
 */
package io.trystero.relay.example;
