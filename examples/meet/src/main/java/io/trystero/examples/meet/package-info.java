/**
 * Peers that meet in a room over a relay of their own and talk: the shortest tour of the library.
 */
@NullMarked
package io.trystero.examples.meet;

import org.jspecify.annotations.NullMarked;
