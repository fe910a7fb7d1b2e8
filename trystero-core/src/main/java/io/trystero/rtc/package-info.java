/**
 * The SPI of a transport: peer connections with one data channel each. No native type appears here.
 *
 * <p>An implementation is found by {@link java.util.ServiceLoader} (as a {@link
 * io.trystero.rtc.Transport}) or handed to the builder. It may call its listeners on any thread; the engine copies
 * what it needs and returns at once. Depends on Reactor alone.
 */
@NullMarked
package io.trystero.rtc;

import org.jspecify.annotations.NullMarked;
