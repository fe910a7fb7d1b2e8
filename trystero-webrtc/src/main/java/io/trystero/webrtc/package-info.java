/**
 * The transport on webrtc-java, with all that is particular to that library kept inside.
 *
 * <p>Depends on the core's transport SPI; nothing of {@code dev.onvoid} shows in a public signature.
 */
@NullMarked
package io.trystero.webrtc;

import org.jspecify.annotations.NullMarked;
