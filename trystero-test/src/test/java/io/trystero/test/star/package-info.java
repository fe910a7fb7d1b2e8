/** Stars on the simulated network: who is the hub, and what goes through it. */
package io.trystero.test.star;
