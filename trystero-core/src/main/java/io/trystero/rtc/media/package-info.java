/**
 * Audio and video as a transport sees them: frames, tracks that are sent, tracks that come. No native type is in it.
 *
 * <p>A {@link io.trystero.rtc.media.LocalTrack} is given a {@link io.trystero.rtc.media.TrackSender} for each connection that
 * it is added to, and pushes frames into them; a {@link io.trystero.rtc.media.RemoteTrack} hands on what comes.
 */
@NullMarked
package io.trystero.rtc.media;

import org.jspecify.annotations.NullMarked;
