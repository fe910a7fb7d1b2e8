/** Audio and video of a room as backpressured streams: {@link io.trystero.media.RoomMedia} is where to begin. */
@NullMarked
package io.trystero.media;

import org.jspecify.annotations.NullMarked;
