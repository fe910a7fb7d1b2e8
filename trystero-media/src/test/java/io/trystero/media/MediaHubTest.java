package io.trystero.media;

import static io.trystero.media.SimulatedRoom.watch;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.rtc.media.AudioFrame;
import io.trystero.star.Star;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** A hub in the middle of simulated peers. */
class MediaHubTest {

    private final SimulatedRoom rooms = new SimulatedRoom();
    private final Room middle = rooms.join("hub");
    private final Room alice = rooms.join("alice");
    private final Room bob = rooms.join("bob");

    @Test
    void eachGetsWhatTheOthersSendAndNothingOfItsOwn() {
        MediaHub hub = MediaHub.relaying(middle);
        List<RemoteAudio> atAlice = watch(RoomMedia.of(alice).makeAudio().receive());
        List<RemoteAudio> atBob = watch(RoomMedia.of(bob).makeAudio().receive());
        sendToHub(alice, 1);
        sendToHub(bob, 2);
        rooms.seconds(2);

        assertThat(atAlice).hasSize(1);
        assertThat(atBob).hasSize(1);
        assertThat(atAlice.get(0).metadata().path("source").asText())
                .isEqualTo(bob.selfId().value());
        assertThat(atAlice.get(0).metadata().path("kind").asText()).isEqualTo("audio");
        assertThat(last(atAlice.get(0))).containsOnly(2);
        assertThat(last(atBob.get(0))).containsOnly(1);

        Room carol = rooms.join("carol");
        List<RemoteAudio> atCarol = watch(RoomMedia.of(carol).makeAudio().receive());
        rooms.seconds(2);
        assertThat(atCarol).hasSize(2);

        hub.dispose();
        rooms.seconds(1);
        assertThat(atCarol).allSatisfy(audio -> assertThat(audio.isEnded()).isTrue());
        assertThat(hub.isDisposed()).isTrue();
    }

    @Test
    void whatItsSourceTakesBackTheHubTakesBackToo() {
        MediaHub.relaying(middle);
        List<RemoteAudio> atBob = watch(RoomMedia.of(bob).makeAudio().receive());
        var sending = sendToHub(alice, 1);
        rooms.seconds(2);
        assertThat(atBob).hasSize(1);

        sending.dispose();
        rooms.seconds(2);

        assertThat(atBob.get(0).isEnded()).isTrue();
    }

    @Test
    void whatIsOneStreamStaysOneSoThatLipsAndVoiceGoTogether() {
        MediaHub.relaying(middle);
        List<PeerStream> atBob = watch(RoomMedia.of(bob).peerStreams());
        sendBothToHub(alice, "a talk");
        rooms.seconds(2);

        assertThat(atBob).hasSize(1);
        assertThat(atBob.get(0).metadata())
                .isEqualTo(JsonNodeFactory.instance
                        .objectNode()
                        .put("source", alice.selfId().value())
                        .put("hub", true)
                        .put("metadata", "a talk"));
        assertThat(kindsOf(atBob.get(0))).containsExactlyInAnyOrder("RemoteAudio", "RemoteVideo");
    }

    @Test
    void aTrackThatComesLaterComesIntoTheSameStreamAndGoesByItself() {
        MediaHub.relaying(middle);
        RoomMedia hers = RoomMedia.of(alice);
        List<PeerStream> atBob = watch(RoomMedia.of(bob).peerStreams());
        List<RemoteVideo> seen = watch(RoomMedia.of(bob).makeVideo().receive());
        List<ReceivedTrack<?>> late = watch(RoomMedia.of(bob).peerTracks());
        OutgoingStream stream = OutgoingStream.of(OutgoingAudio.of(RoomMediaTest.constant(1)));
        OutgoingVideo camera = OutgoingVideo.of(TestPattern.moving(32, 32));
        MediaOptions toHub = MediaOptions.to(middle.selfId());
        hers.addStream(stream, toHub).subscribe();
        rooms.seconds(2);
        hers.addTrack(camera, stream.id(), toHub).subscribe();
        rooms.seconds(2);

        assertThat(atBob).hasSize(1);
        assertThat(kindsOf(atBob.get(0))).containsExactlyInAnyOrder("RemoteAudio", "RemoteVideo");
        assertThat(late)
                .singleElement()
                .satisfies(track ->
                        assertThat(track.metadata().path("kind").asText()).isEqualTo("video"));
        assertThat(seen.get(0).metadata().path("source").asText())
                .isEqualTo(alice.selfId().value());

        hers.removeTrack(camera).subscribe();
        rooms.seconds(2);
        assertThat(kindsOf(atBob.get(0))).containsExactly("RemoteAudio");
        hers.removeStream(stream).subscribe();
        rooms.seconds(2);
        assertThat(seen.get(0).isEnded()).isTrue();

        List<RemoteAudio> again = watch(RoomMedia.of(bob).makeAudio().receive());
        hers.addStream(stream, toHub).subscribe();
        rooms.seconds(2);
        assertThat(last(again.get(0))).containsOnly(1);
    }

    @Test
    void whoComesIsSentTheStreamOfEachPeerWhole() {
        MediaHub.relaying(middle);
        sendBothToHub(alice, "first");
        rooms.seconds(2);
        sendBothToHub(bob, "second");
        rooms.seconds(2);
        List<PeerStream> streams = new ArrayList<>();
        rooms.instance("carol")
                .join("lobby")
                .flatMapMany(room -> RoomMedia.of(room).peerStreams())
                .subscribe(streams::add);
        rooms.seconds(8);

        assertThat(streams)
                .hasSize(2)
                .allSatisfy(stream -> assertThat(kindsOf(stream)).hasSize(2));
    }

    @Test
    void metadataThatAreTooLongWithTheHubsAreLeftOut() {
        MediaHub.relaying(middle);
        List<RemoteAudio> atBob = watch(RoomMedia.of(bob).makeAudio().receive());
        RoomMedia.of(alice)
                .makeAudio()
                .send(
                        RoomMediaTest.constant(1),
                        MediaOptions.to(middle.selfId()).metadata("x".repeat((63 << 10) - 2)))
                .subscribe();
        rooms.seconds(2);

        assertThat(atBob).hasSize(1);
        assertThat(atBob.get(0).metadata().has("metadata")).isFalse();
        assertThat(atBob.get(0).metadata().path("source").asText())
                .isEqualTo(alice.selfId().value());
    }

    @Test
    void mixedEachHearsTheSumOfTheOthers() {
        Room carol = rooms.join("carol");
        MediaHub.mixing(middle);
        List<RemoteAudio> atAlice = watch(RoomMedia.of(alice).makeAudio().receive());
        List<RemoteAudio> atCarol = watch(RoomMedia.of(carol).makeAudio().receive());
        sendToHub(alice, 1_000);
        sendToHub(bob, 200);
        sendToHub(carol, 30);
        rooms.seconds(3);

        assertThat(atAlice).hasSize(1);
        assertThat(atAlice.get(0).metadata().path("source").asText()).isEqualTo("mix");
        assertThat(last(atAlice.get(0))).containsOnly(230);
        assertThat(last(atCarol.get(0))).containsOnly(1_200);
    }

    @Test
    void whoComesBackIsMixedForAgainAndWhoLeftIsForgotten() {
        MediaHub hub = MediaHub.mixing(middle);
        sendToHub(alice, 7);
        bob.leave().subscribe();
        rooms.seconds(2);
        Room again = rooms.join("dora");
        List<RemoteAudio> heard = watch(RoomMedia.of(again).makeAudio().receive());
        rooms.seconds(2);
        assertThat(last(heard.get(0))).containsOnly(7);
        assertThat(heard).hasSize(1);

        middle.leave().subscribe();
        rooms.seconds(1);

        assertThat(hub.isDisposed()).isTrue();
    }

    @Test
    void twoHubsDoNotSendInCircles() {
        MediaHub.relaying(middle);
        MediaHub.relaying(rooms.join("second"));
        List<RemoteAudio> atBob = watch(RoomMedia.of(bob).makeAudio().receive());
        sendToHub(alice, 7);
        rooms.seconds(5);

        assertThat(atBob).hasSize(1);
    }

    @Test
    void whatIsTooLoudTogetherIsClippedAndNotTurnedAround() {
        MediaHub.mixing(middle);
        List<RemoteAudio> atBob = watch(RoomMedia.of(bob).makeAudio().receive());
        sendToHub(alice, 30_000);
        sendToHub(rooms.join("carol"), 30_000);
        rooms.seconds(3);

        assertThat(last(atBob.get(0))).containsOnly(Short.MAX_VALUE);
    }

    @Test
    void whoeverIsTheHubOfTheStarRelaysAndTheNextTakesOver() {
        Room carol = rooms.join("carol");
        Map<PeerId, Room> willing = new TreeMap<>(Map.of(middle.selfId(), middle, carol.selfId(), carol));
        willing.values()
                .forEach(room -> MediaHub.relayingWhileHub(Star.willing(room)).subscribe());
        Iterator<Room> hubs = willing.values().iterator();
        List<RemoteAudio> atBob = watch(RoomMedia.of(bob).makeAudio().receive());
        Star leaf = Star.unwilling(alice);
        leaf.throughHub(hub -> RoomMedia.of(alice).makeAudio().send(RoomMediaTest.constant(7), MediaOptions.to(hub)))
                .subscribe();
        rooms.seconds(3);
        Room first = hubs.next();
        assertThat(leaf.hub()).contains(first.selfId());
        assertThat(atBob).extracting(RemoteAudio::peer).containsExactly(first.selfId());
        assertThat(last(atBob.get(0))).containsOnly(7);

        first.leave().subscribe();
        rooms.seconds(3);

        Room second = hubs.next();
        assertThat(atBob).extracting(RemoteAudio::peer).containsExactly(first.selfId(), second.selfId());
        assertThat(atBob.get(1).metadata().path("source").asText())
                .isEqualTo(alice.selfId().value());
        assertThat(last(atBob.get(1))).containsOnly(7);
    }

    private void sendBothToHub(Room from, String said) {
        RoomMedia.of(from)
                .addStream(
                        OutgoingStream.of(
                                OutgoingAudio.of(RoomMediaTest.constant(1)),
                                OutgoingVideo.of(TestPattern.moving(32, 32))),
                        MediaOptions.to(middle.selfId()).metadata(said))
                .subscribe();
    }

    private List<String> kindsOf(PeerStream stream) {
        List<ReceivedTrack<?>> tracks = watch(stream.tracks());
        rooms.seconds(1);
        return tracks.stream().map(track -> track.getClass().getSimpleName()).toList();
    }

    private short[] last(RemoteAudio audio) {
        List<AudioFrame> frames = watch(audio.frames());
        rooms.seconds(1);
        return frames.get(frames.size() - 1).samples();
    }

    private Disposable sendToHub(Room from, int value) {
        return RoomMedia.of(from)
                .makeAudio()
                .send(RoomMediaTest.constant(value), MediaOptions.to(middle.selfId()))
                .subscribe();
    }
}
