/**
 * What rooms are tested with: an in-memory relay, a simulated WebRTC network and virtual time, and the contract tests
 * that every strategy and transport passes.
 *
 * <p>Depends on the core, Reactor's test support, JUnit and AssertJ; has no native code and opens no socket.
 */
@NullMarked
package io.trystero.test;

import org.jspecify.annotations.NullMarked;
