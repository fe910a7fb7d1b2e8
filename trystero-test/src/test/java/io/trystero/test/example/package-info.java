/** How an app is tested on a simulated network; {@code docs/testing.md} walks through it. */
package io.trystero.test.example;
