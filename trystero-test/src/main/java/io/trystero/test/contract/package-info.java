/**
 * Contracts: tests that every implementation of an SPI passes against the real thing. Extend one, say how to start what it
 * needs, and run it with JUnit.
 *
 * <p>Depends on the core's SPIs, Reactor, JUnit and AssertJ.
 */
@NullMarked
package io.trystero.test.contract;

import org.jspecify.annotations.NullMarked;
