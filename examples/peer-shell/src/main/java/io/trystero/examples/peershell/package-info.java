/**
 * The peer shell: a peer driven by one JSON object a line, for scripts, tests and curious people.
 */
@NullMarked
package io.trystero.examples.peershell;

import org.jspecify.annotations.NullMarked;
