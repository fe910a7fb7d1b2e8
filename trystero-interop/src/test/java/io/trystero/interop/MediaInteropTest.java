package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.PageMedia;
import io.trystero.interop.fixture.PageMedia.Sources;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.World;
import io.trystero.media.MediaOptions;
import io.trystero.media.OutgoingAudio;
import io.trystero.media.OutgoingStream;
import io.trystero.media.OutgoingVideo;
import io.trystero.media.ReceivedTrack;
import io.trystero.media.RemoteAudio;
import io.trystero.media.RemoteVideo;
import io.trystero.media.RoomMedia;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.rtc.media.TrackLimits;
import io.trystero.webrtc.WebRtcTransport;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sound and pictures between the JVM and Chromium, both ways. */
@ExtendWith(InteropReport.class)
class MediaInteropTest implements InteropReport.PerRuntime {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonNode METADATA =
            Body.Lines.object().put("name", "speaker").put("level", 7);

    @RegisterExtension
    final World world = new World();

    private final RoomSpec spec = RoomSpec.fresh();
    private Trystero jvm;
    private Room room;
    private RoomMedia media;
    private Peer browser;
    private PeerRoom there;
    private PageMedia page;

    @Override
    public JavaScriptRuntime runtime() {
        return JavaScriptRuntime.CHROMIUM;
    }

    @BeforeEach
    void meet() {
        jvm = Trystero.builder(world.appId())
                .transport(WebRtcTransport.withMedia())
                .iceServers()
                .strategy(WebSocketRelayStrategy.of(world.relay().url()))
                .build();
        room = jvm.join(spec.roomId()).block(LIMIT);
        media = RoomMedia.of(room);
        browser = world.javaScript(JavaScriptRuntime.CHROMIUM);
        there = browser.join(spec);
        page = PageMedia.of(there);
        Patience.until(() -> room.peers().size() == 1, LIMIT);
    }

    @AfterEach
    void end() {
        jvm.close();
    }

    @Test
    void aToneOfTheJvmIsHeardInTheBrowser() {
        Disposable sending = media.makeAudio()
                .send(Sound.tone(440), MediaOptions.toAll().metadata(METADATA))
                .subscribe();

        JsonNode stream = page.awaitStream(1);

        assertThat(stream.path("metadata")).isEqualTo(METADATA);
        assertThat(stream.path("tracks")).hasSize(1);
        page.awaitTone(trackOf(stream), 440);
        sending.dispose();
        page.awaitTrackRemoved(1);
    }

    @Test
    void aToneOfTheBrowserIsHeardInTheJvm() {
        String streamId = page.addStream(Sources.tone(660), METADATA);

        RemoteAudio audio = first(media.makeAudio().receive());

        assertThat(audio.peer().value()).isEqualTo(browser.id());
        assertThat(audio.streamId()).isEqualTo(streamId);
        assertThat(audio.metadata()).isEqualTo(METADATA);
        assertThat(Sound.pitch(audio.frames())).isBetween(650.0, 670.0);
        page.removeStream(streamId);
        audio.onEnd().block(LIMIT);
    }

    @Test
    void picturesOfTheJvmMoveInTheBrowser() {
        media.makeVideo()
                .send(OutgoingVideo.of(Picture.moving(), 15, Picture.LIMITS), MediaOptions.toAll())
                .subscribe();

        JsonNode stream = page.awaitStream(1);

        List<Integer> places = page.awaitPictures(trackOf(stream), 20);
        assertThat(places.stream().distinct().count()).isGreaterThan(5);
    }

    @Test
    void picturesOfTheBrowserMoveInTheJvm() {
        page.addStream(Sources.pictures(), METADATA);

        RemoteVideo video = first(media.makeVideo().receive());

        List<Integer> places = video.frames()
                .filter(frame -> Picture.squareLeft(frame) >= 0)
                .map(Picture::squareLeft)
                .take(20)
                .collectList()
                .block(LIMIT);
        assertThat(places.stream().distinct().count()).isGreaterThan(5);
        assertThat(video.metadata()).isEqualTo(METADATA);
    }

    /** A browser pairs by order alone, and reuses what it sends pictures by for ours, which then come before the sound. */
    @Test
    void streamsThatAreAddedAtOnceAreToldApart() {
        page.addStream(Sources.pictures(), null);
        first(media.makeVideo().receive());
        OutgoingAudio low = OutgoingAudio.of(Sound.tone(440));
        OutgoingAudio high = OutgoingAudio.of(Sound.tone(880));
        OutgoingStream first = OutgoingStream.of(low, OutgoingVideo.of(Picture.moving()));
        OutgoingStream second = OutgoingStream.of(high);
        OutgoingStream third = OutgoingStream.of(OutgoingVideo.of(Picture.moving()));
        Mono.when(
                        media.addStream(first, MediaOptions.toAll().metadata("first")),
                        media.addStream(second, MediaOptions.toAll().metadata("second")),
                        media.addStream(third, MediaOptions.toAll().metadata("third")))
                .block(LIMIT);

        page.awaitStream(3);
        assertThat(List.of(page.awaitStream(1), page.awaitStream(2), page.awaitStream(3)))
                .extracting(
                        stream -> stream.path("metadata").asText(),
                        stream -> stream.path("streamId").asText())
                .containsExactly(tuple("first", first.id()), tuple("second", second.id()), tuple("third", third.id()));
        page.awaitTone(low.id(), 440);
        page.awaitTone(high.id(), 880);

        media.removeStream(first).block(LIMIT);
        page.awaitTrackRemoved(2);
        page.awaitTone(high.id(), 880);
    }

    @Test
    void whatTheBrowserIsNotSentIsNotTakenForTheNext() {
        OutgoingVideo odd = OutgoingVideo.of(Picture.moving(), 15, TrackLimits.NONE.withCodecs("VP10"));
        assertThatThrownBy(() -> media.addStream(
                                OutgoingStream.of(odd), MediaOptions.toAll().metadata("odd"))
                        .block(LIMIT))
                .isInstanceOf(IllegalArgumentException.class);
        OutgoingAudio low = OutgoingAudio.of(Sound.tone(440));
        OutgoingStream stream = OutgoingStream.of(low);
        media.addStream(stream, MediaOptions.toAll().metadata("stream")).block(LIMIT);
        assertThat(page.awaitStream(1).path("metadata").asText()).isEqualTo("stream");
        OutgoingAudio high = OutgoingAudio.of(Sound.tone(880));
        media.replaceTrack(low, high, MediaOptions.toAll().metadata("replaced")).block(LIMIT);
        page.awaitTone(low.id(), 880);

        OutgoingAudio alone = OutgoingAudio.of(Sound.tone(660));
        media.addTrack(alone, "alone", MediaOptions.toAll().metadata("track")).block(LIMIT);
        assertThat(page.awaitTrack(1).path("metadata").asText()).isEqualTo("track");
        page.awaitTone(alone.id(), 660);
    }

    @Test
    void whatComesAndGoesIsHeardEachTime() {
        for (int i = 1; i <= 4; i++) {
            Disposable sending = media.makeAudio()
                    .send(Sound.tone(330 * i), MediaOptions.toAll().metadata("number " + i))
                    .subscribe();
            JsonNode stream = page.awaitStream(i);
            assertThat(stream.path("metadata").asText()).isEqualTo("number " + i);
            page.awaitTone(trackOf(stream), 330 * i);
            sending.dispose();
            page.awaitTrackRemoved(i);
        }
    }

    @Test
    void aTrackIsReplacedWithoutANewOne() {
        OutgoingAudio low = OutgoingAudio.of(Sound.tone(440));
        OutgoingAudio high = OutgoingAudio.of(Sound.tone(880));
        media.addTrack(low, "voice", MediaOptions.toAll().metadata("low")).block(LIMIT);
        JsonNode track = page.awaitTrack(1);
        page.awaitTone(low.id(), 440);

        media.replaceTrack(low, high, MediaOptions.toAll().metadata("high")).block(LIMIT);

        JsonNode replaced = page.awaitTrack(2);
        assertThat(replaced.path("metadata").asText()).isEqualTo("high");
        assertThat(replaced.path("id")).isEqualTo(track.path("id"));
        page.awaitTone(low.id(), 880);
    }

    @Test
    void theBrowserReplacesATrackAndTheJvmHearsTheOther() {
        String streamId = page.addTrack(Sources.tone(440), null);
        RemoteAudio audio = first(media.makeAudio().receive());
        assertThat(Sound.pitch(audio.frames())).isBetween(430.0, 450.0);

        page.replace(streamId, Sources.tone(880), METADATA);

        ReceivedTrack<?> replaced = first(media.peerTracks().filter(track -> track.metadata() != null));
        assertThat(replaced.metadata()).isEqualTo(METADATA);
        assertThat(replaced.id()).isEqualTo(audio.id());
        assertThat(Sound.pitch(audio.frames().skip(50))).isBetween(870.0, 890.0);
    }

    @Test
    void mediaBothWaysAtOnceAndAgainAfterAStop() {
        OutgoingAudio low = OutgoingAudio.of(Sound.tone(440));
        OutgoingStream stream = OutgoingStream.of(low);
        media.addStream(stream, MediaOptions.toAll()).subscribe();
        String theirs = page.addStream(Sources.both(660), null);
        page.awaitTone(trackOf(page.awaitStream(1)), 440);
        RemoteAudio audio = first(media.makeAudio().receive());
        assertThat(Sound.pitch(audio.frames())).isBetween(650.0, 670.0);

        page.removeStream(theirs);
        media.removeStream(stream).block(LIMIT);
        audio.onEnd().block(LIMIT);
        page.awaitTrackRemoved(1);
        page.addAgain(theirs, METADATA);
        media.addStream(stream, MediaOptions.toAll().metadata(METADATA)).block(LIMIT);

        JsonNode restarted = page.awaitStream(2);
        assertThat(restarted.path("metadata")).isEqualTo(METADATA);
        RemoteAudio again = first(media.makeAudio().receive());
        assertThat(Sound.pitch(again.frames())).isBetween(650.0, 670.0);
        page.awaitTone(trackOf(restarted), 440);
    }

    @Test
    void aBrowserTakesItsStreamToAnotherRoomOverTheSameConnection() {
        RoomSpec next = RoomSpec.fresh();
        String streamId = page.addStream(Sources.tone(660), null);
        RemoteAudio audio = first(media.makeAudio().receive());
        Room other = jvm.join(next.roomId()).block(LIMIT);
        PeerRoom thereToo = browser.join(next);
        Patience.until(() -> other.peers().size() == 1, LIMIT);

        PageMedia.of(thereToo).addAgain(streamId, METADATA);
        RemoteAudio here = first(RoomMedia.of(other).makeAudio().receive());
        there.leave();
        Patience.until(() -> room.peers().isEmpty(), LIMIT);

        assertThat(here.id()).isEqualTo(audio.id());
        assertThat(here.metadata()).isEqualTo(METADATA);
        assertThat(Sound.pitch(here.frames().skip(50))).isBetween(650.0, 670.0);
    }

    @Test
    void whoComesLaterIsSentWhatIsBeingSent() {
        OutgoingAudio tone = OutgoingAudio.of(Sound.tone(440));
        media.makeAudio()
                .send(tone, MediaOptions.toAll().andNewcomers().metadata(METADATA))
                .subscribe();
        page.awaitStream(1);
        there.leave();
        Patience.until(() -> room.peers().isEmpty(), LIMIT);

        PageMedia back = PageMedia.of(browser.join(spec));

        JsonNode again = back.awaitStream(1);
        assertThat(again.path("metadata")).isEqualTo(METADATA);
        back.awaitTone(trackOf(again), 440);
    }

    /** Returns the id that the page has for a stream's only track: not always ours. */
    private static String trackOf(JsonNode stream) {
        return stream.path("tracks").path(0).path("id").asText();
    }

    private static <T> T first(Flux<? extends T> flux) {
        return Objects.requireNonNull(flux.blockFirst(LIMIT));
    }
}
