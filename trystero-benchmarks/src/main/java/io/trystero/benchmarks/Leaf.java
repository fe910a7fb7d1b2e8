package io.trystero.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.PeerId;
import io.trystero.RequestAction;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.media.MediaOptions;
import io.trystero.media.OutgoingAudio;
import io.trystero.media.OutgoingVideo;
import io.trystero.media.RemoteVideo;
import io.trystero.media.RoomMedia;
import io.trystero.media.TestPattern;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.rtc.media.VideoFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** A peer of a star: sends a tone of its own and a moving square to the hub alone, and counts what comes from whom. */
final class Leaf implements AutoCloseable {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int PICTURES_PER_SECOND = 15;

    /** Brighter than the test pattern is in its corner. */
    private static final int BRIGHT = 190;

    /** What a leaf was told of a burst, in milliseconds since it began; -1 for what it did not notice. */
    record Delays(long sound, long picture) {}

    private final Trystero trystero;
    private final Room room;
    private final RoomMedia media;
    private final LeafTone tone;
    private final Disposable.Swap sending = Disposables.swap();
    private final Map<PeerId, Long> sound = new ConcurrentHashMap<>();
    private final Map<PeerId, Long> pictures = new ConcurrentHashMap<>();
    private final AtomicLong soundSent = new AtomicLong();
    private final AtomicLong picturesSent = new AtomicLong();
    private final AtomicLong loudAt = new AtomicLong();
    private final AtomicLong brightAt = new AtomicLong();
    private volatile boolean burst;

    Leaf(String url, int number) {
        trystero = MediaCost.instance(url);
        room = Objects.requireNonNull(trystero.join(HubCost.ROOM).block(HubCost.LIMIT));
        media = RoomMedia.of(room);
        tone = new LeafTone(number);
    }

    PeerId id() {
        return trystero.selfId();
    }

    List<PeerId> peers() {
        return room.peers();
    }

    RequestAction<String, Long> request(String name) {
        return room.request(name, String.class, Long.class);
    }

    /** Sends as much as the clocks of the tracks ask for. */
    void send(PeerId hub, boolean withPictures) {
        send(hub, withPictures, Flux.generate(sink -> sink.next(0)), TestPattern.moving(WIDTH, HEIGHT));
    }

    /** Sends what is made at that moment, as a microphone and a camera do. */
    void sendLive(PeerId hub, boolean withPictures) {
        send(
                hub,
                withPictures,
                Flux.interval(Duration.ofMillis(10)).onBackpressureDrop(),
                Flux.interval(Duration.ofMillis(1_000 / PICTURES_PER_SECOND))
                        .onBackpressureDrop()
                        .zipWith(TestPattern.moving(WIDTH, HEIGHT), 1)
                        .map(ticked -> ticked.getT2()));
    }

    private void send(PeerId hub, boolean withPictures, Flux<?> ticks, Flux<VideoFrame> camera) {
        OutgoingAudio voice =
                OutgoingAudio.of(ticks.map(tick -> tone.frame(burst)).doOnNext(frame -> soundSent.incrementAndGet()));
        OutgoingVideo pattern = OutgoingVideo.of(
                camera.map(frame -> burst ? white() : frame).doOnNext(frame -> picturesSent.incrementAndGet()),
                PICTURES_PER_SECOND,
                TrackLimits.NONE.withCodecs("VP8"));
        MediaOptions toHub = MediaOptions.to(hub);
        Disposable speaking = media.makeAudio().send(voice, toHub).subscribe();
        sending.update(
                withPictures
                        ? Disposables.composite(
                                speaking, media.makeVideo().send(pattern, toHub).subscribe())
                        : speaking);
    }

    private static VideoFrame white() {
        byte[] planes = new byte[VideoFrame.size(WIDTH, HEIGHT)];
        Arrays.fill(planes, (byte) 128);
        Arrays.fill(planes, 0, WIDTH * HEIGHT, (byte) 235);
        return VideoFrame.of(WIDTH, HEIGHT, planes);
    }

    /** Begins to look at all that comes. */
    void receive(List<Leaf> leaves) {
        List<Leaf> others = leaves.stream().filter(leaf -> leaf != this).toList();
        media.makeAudio()
                .receive()
                .flatMap(audio -> audio.frames(), Integer.MAX_VALUE)
                .subscribe(frame -> hear(frame, others));
        media.makeVideo()
                .receive()
                .flatMap(video -> video.frames().doOnNext(frame -> see(frame, source(video))), Integer.MAX_VALUE)
                .subscribe();
    }

    /** Whose tones are in it, be it one's alone or a mix. */
    private void hear(AudioFrame frame, List<Leaf> others) {
        others.stream().filter(leaf -> leaf.tone.isIn(frame)).forEach(leaf -> sound.merge(leaf.id(), 1L, Long::sum));
        if (LeafTone.isBurst(frame)) {
            loudAt.compareAndSet(0, System.nanoTime());
        }
    }

    private void see(VideoFrame frame, PeerId source) {
        pictures.merge(source, 1L, Long::sum);
        if ((frame.i420()[0] & 0xff) > BRIGHT) {
            brightAt.compareAndSet(0, System.nanoTime());
        }
    }

    private static PeerId source(RemoteVideo video) {
        JsonNode said = video.metadata();
        return said == null ? video.peer() : new PeerId(said.path("source").asText());
    }

    /** Counts from zero. */
    void count() {
        sound.clear();
        pictures.clear();
        soundSent.set(0);
        picturesSent.set(0);
    }

    long soundSent() {
        return soundSent.get();
    }

    long picturesSent() {
        return picturesSent.get();
    }

    long soundOf(Leaf source) {
        return sound.getOrDefault(source.id(), 0L);
    }

    long picturesOf(Leaf source) {
        return pictures.getOrDefault(source.id(), 0L);
    }

    /** Gets loud and bright, or as before; returns when. */
    long burst(boolean begins) {
        burst = begins;
        return System.nanoTime();
    }

    /** Forgets when it noticed a burst. */
    void arm() {
        loudAt.set(0);
        brightAt.set(0);
    }

    boolean hasNoticedAnything() {
        return loudAt.get() != 0 || brightAt.get() != 0;
    }

    boolean hasNoticed(boolean withPictures) {
        return loudAt.get() != 0 && (!withPictures || brightAt.get() != 0);
    }

    Delays noticed(long from) {
        return new Delays(since(loudAt.get(), from), since(brightAt.get(), from));
    }

    private static long since(long at, long from) {
        return at == 0 ? -1 : (at - from) / 1_000_000;
    }

    @Override
    public void close() {
        sending.dispose();
        trystero.close();
    }
}
