package io.trystero.test;

import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.MediaKind;
import io.trystero.rtc.media.TrackSender;
import io.trystero.rtc.media.TrackSpec;
import io.trystero.rtc.media.TrackStats;
import io.trystero.rtc.media.VideoFrame;
import io.trystero.test.MediaSection.Direction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One track that a side sends. All but the methods of the SPI is called on the loop. */
final class SimulatedSender implements TrackSender {

    private static final int FRAMES_A_SECOND = 100;
    private static final int BYTES_A_SAMPLE = 2;
    private static final int BYTES_A_PACKET = 1_200;

    private final SimulatedTracks tracks;
    private final TrackSpec spec;
    private final String describedId;
    private final String mid;
    private final SimulatedCodec codec;
    /** In the offer that is pending. */
    private boolean offered;
    /** In descriptions that both sides have. */
    private boolean negotiated;

    private boolean removed;
    /** Of the offer that is pending. */
    private boolean offeredRemoved;
    /** The other side knows that it was taken back. */
    private boolean free;

    private long packets;
    private long bytes;
    private long frames;
    private int width;
    private int height;

    SimulatedSender(SimulatedTracks tracks, TrackSpec spec, String describedId, String mid, SimulatedCodec codec) {
        this.tracks = tracks;
        this.spec = spec;
        this.describedId = describedId;
        this.mid = mid;
        this.codec = codec;
    }

    @Override
    public void push(AudioFrame frame) {
        if (spec.kind() != MediaKind.AUDIO) {
            throw new IllegalArgumentException("track " + spec.id() + " carries pictures, not sound");
        }
        if (frame.length() * FRAMES_A_SECOND != frame.sampleRate()) {
            throw new IllegalArgumentException("a frame of sound must be of 10 ms, but this is " + frame);
        }
        tracks.loop().run(() -> send(new Travelling(frame, null, packets, 1, BYTES_A_SAMPLE * frame.samples().length)));
    }

    @Override
    public void push(VideoFrame frame) {
        if (spec.kind() != MediaKind.VIDEO) {
            throw new IllegalArgumentException("track " + spec.id() + " carries sound, not pictures");
        }
        int length = frame.i420().length;
        tracks.loop()
                .run(() -> send(
                        new Travelling(null, frame, packets, (length + BYTES_A_PACKET - 1) / BYTES_A_PACKET, length)));
    }

    @Override
    public Mono<TrackStats> stats() {
        return tracks.stats(
                () -> new TrackStats(packets, bytes, tracks.lostThere(mid), null, frames, width, height, codec.name()));
    }

    MediaKind kind() {
        return spec.kind();
    }

    String describedId() {
        return describedId;
    }

    String mid() {
        return mid;
    }

    /** Returns what the next description says of it. */
    MediaSection section() {
        return new MediaSection(
                mid,
                spec.kind(),
                codec,
                removed ? Direction.INACTIVE : Direction.SENDONLY,
                removed ? "" : spec.streamId(),
                removed ? "" : describedId);
    }

    /** Tells whether another track may be sent in its section. */
    boolean isFree() {
        return free;
    }

    boolean isRemoved() {
        return removed;
    }

    void remove() {
        removed = true;
    }

    void offered() {
        offered = true;
        offeredRemoved = removed;
    }

    /** The pending offer is rolled back, or there is another. */
    void notOffered() {
        offered = false;
    }

    /** The other side has answered the offer. */
    void accepted() {
        negotiated |= offered;
        free |= offered && offeredRemoved;
        offered = false;
    }

    /** It is in an answer that was made here. */
    void answered() {
        negotiated = true;
        free |= removed;
    }

    private void send(Travelling frame) {
        if (negotiated && !removed && tracks.depart(mid, frame)) {
            packets += frame.packets();
            bytes += frame.bytes();
            VideoFrame picture = frame.picture();
            if (picture != null) {
                frames++;
                width = picture.width();
                height = picture.height();
            }
        }
    }

    /**
     * A frame on its way: a sound or a picture.
     *
     * @param packetsBefore how many packets of the track were sent before it
     */
    record Travelling(
            @Nullable AudioFrame sound, @Nullable VideoFrame picture, long packetsBefore, int packets, int bytes) {}
}
