/** The contracts of the public API, a sentence each, on the simulated network. */
package io.trystero.test.api;
