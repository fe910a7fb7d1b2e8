/**
 * Contract tests: what every strategy and every transport must do, as abstract test classes to extend.
 *
 * <p>Depends on the core, JUnit and AssertJ.
 */
@NullMarked
package io.trystero.test.contract;

import org.jspecify.annotations.NullMarked;
