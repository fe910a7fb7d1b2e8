/** Measures this library beside the JavaScript one, in one run on one machine. Not published, not part of the tests. */
@NullMarked
package io.trystero.benchmarks;

import org.jspecify.annotations.NullMarked;
