/**
 * A room as a star: one peer in the middle, the hub, to whom all others send and who sends on. {@link io.trystero.star.Star}
 * tells who that is, {@link io.trystero.star.StarAction} are messages that go through it.
 *
 * <p>Made of the public API of {@code io.trystero} and of {@code codec} alone, and known to no other package of the core.
 */
@NullMarked
package io.trystero.star;

import org.jspecify.annotations.NullMarked;
