/**
 * Tests of rooms that JVM and JavaScript peers share, over real servers, in Node and in a browser.
 */
@NullMarked
package io.trystero.interop;

import org.jspecify.annotations.NullMarked;
