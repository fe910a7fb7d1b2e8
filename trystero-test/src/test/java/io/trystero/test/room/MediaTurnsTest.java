package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.RemoteMedia;
import io.trystero.Room;
import io.trystero.RoomClosedException;
import io.trystero.SendOptions;
import io.trystero.Trystero;
import io.trystero.rtc.media.LocalTrack;
import io.trystero.rtc.media.RemoteTrack;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.subscriber.TestSubscriber;

/** What is announced over one connection, one after another (protocol, section 7). */
class MediaTurnsTest {

    private static final SendOptions ALL = SendOptions.toAll();
    private static final String STREAM = "@_stream";
    private static final String TRACK = "@_track";
    private static final String SIGNAL = "@_signal";

    private final World world = new World(62);
    private final ChannelTap herTap = new ChannelTap(world.network.host("alice").transport());
    private final ChannelTap hisTap = new ChannelTap(world.network.host("bob").transport());
    private final Room hers = world.join(instance("alice", "Alice000000000000000", herTap), "lobby");
    private final Room his = world.join(instance("bob", "Bob00000000000000000", hisTap), "lobby");
    private final List<RemoteMedia> seen = world.watch(his.tracks().remote());
    private final TestTrack voice = TestTrack.sound("voice");
    private final TestTrack music = TestTrack.sound("music");

    MediaTurnsTest() {
        world.await(
                Duration.ofSeconds(10),
                "joined",
                () -> hers.peers().size() == 1 && his.peers().size() == 1);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void theNextStreamIsAnnouncedWhenTheOneBeforeHasBeenAnswered() {
        herTap.lose(SIGNAL, "answer");
        TestSubscriber<Void> first = subscribe(hers.tracks().addStream("desk", List.of(voice), ALL));
        TestSubscriber<Void> second = subscribe(hers.tracks().addStream("couch", List.of(music), ALL));
        world.seconds(2);
        assertThat(first.isTerminatedComplete()).isTrue();
        assertThat(second.isTerminated()).isFalse();
        assertThat(hisTap.count(STREAM, "")).isEqualTo(1);

        herTap.rule(ChannelTap.Heard::text);
        world.seconds(10);
        assertThat(second.isTerminatedComplete()).isTrue();
        assertThat(seen).extracting(media -> media.stream().id()).containsExactly("desk", "couch");
    }

    @Test
    void allThatBothSidesAddAtOnceArrivesAtBoth() {
        List<RemoteMedia> seenByHer = world.watch(hers.tracks().remote());
        List<String> ids = IntStream.range(0, 10).mapToObj(i -> "s" + i).toList();
        for (String id : ids) {
            hers.tracks()
                    .addStream(id, List.of(TestTrack.sound("her" + id)), ALL)
                    .subscribe();
            his.tracks()
                    .addStream(id, List.of(TestTrack.pictures("his" + id)), ALL)
                    .subscribe();
        }
        world.seconds(20);

        assertThat(seen).extracting(media -> media.stream().id()).containsExactlyElementsOf(ids);
        assertThat(seenByHer).extracting(media -> media.stream().id()).containsExactlyElementsOf(ids);
    }

    @Test
    void aPeerThatAnswersNothingHoldsUpNoStreamForGood() {
        herTap.lose(SIGNAL, "answer");
        hers.tracks().addStream("desk", List.of(voice), ALL).subscribe();
        TestSubscriber<Void> second = subscribe(hers.tracks().addStream("couch", List.of(music), ALL));
        world.seconds(40);

        assertThat(second.isTerminatedComplete()).isTrue();
        assertThat(hisTap.count(STREAM, "couch")).isEqualTo(1);
    }

    @Test
    void whatIsTakenBackBeforeItsTurnIsNotAnnounced() {
        herTap.lose(SIGNAL, "answer");
        hers.tracks().addStream("desk", List.of(voice), ALL).subscribe();
        TestSubscriber<Void> second = subscribe(hers.tracks().addStream("couch", List.of(music), ALL));
        TestSubscriber<Void> removed = subscribe(hers.tracks().remove(List.of(music), ALL));
        herTap.rule(ChannelTap.Heard::text);
        world.seconds(40);

        assertThat(removed.isTerminatedComplete()).isTrue();
        assertThat(second.isTerminatedComplete()).isTrue();
        assertThat(hisTap.count(STREAM, "couch")).isZero();
        assertThat(music.connections()).isZero();
    }

    @Test
    void whoeverLeavesHearsOfWhatStillWaits() {
        herTap.lose(SIGNAL, "answer");
        hers.tracks().addStream("desk", List.of(voice), ALL).subscribe();
        TestSubscriber<Void> second = subscribe(hers.tracks().addStream("couch", List.of(voice, music), ALL));
        TestSubscriber<Void> third = subscribe(hers.tracks().addStream("sofa", List.of(music), ALL));
        world.seconds(1);
        assertThat(second.expectTerminalError()).hasMessageContaining("another stream");
        hers.leave().subscribe();
        world.seconds(1);

        assertThat(third.expectTerminalError()).isInstanceOf(RoomClosedException.class);
    }

    @Test
    void aTrackOfAStreamIsReplacedWithoutAWordOneByItselfWithOne() {
        TestTrack next = TestTrack.sound("next");
        TestTrack last = TestTrack.sound("last");
        hers.tracks().addStream("desk", List.of(voice), ALL).subscribe();
        hers.tracks().addTrack(music, "couch", ALL).subscribe();
        hers.tracks().replaceTrack(voice, next, ALL.metadata("of a stream")).subscribe();
        hers.tracks().replaceTrack(music, last, ALL.metadata("by itself")).subscribe();
        world.seconds(2);

        assertThat(hisTap.count(TRACK, "of a stream")).isZero();
        assertThat(seen)
                .filteredOn(RemoteMedia.Track.class::isInstance)
                .extracting(RemoteMedia::metadata)
                .last()
                .extracting(JsonNode::asText)
                .isEqualTo("by itself");
        assertThat(next.connections()).isOne();
        assertThat(last.connections()).isOne();
    }

    @Test
    void aStreamOfWhichManyTracksHaveEndedStillShowsThoseThatLive() {
        hers.tracks().addStream("desk", List.of(voice), ALL).subscribe();
        world.seconds(1);
        for (int i = 0; i < 70; i++) {
            LocalTrack passing = TestTrack.pictures("passing" + i);
            hers.tracks().addStream("desk", List.of(voice, passing), ALL).subscribe();
            world.seconds(1);
            hers.tracks().remove(List.of(passing), ALL).subscribe();
            world.seconds(1);
        }

        List<RemoteTrack> later = world.watch(seen.get(seen.size() - 1).stream().tracks());
        world.seconds(1);
        assertThat(later).extracting(RemoteTrack::id).containsExactly("voice");
    }

    private Trystero instance(String label, String id, ChannelTap tap) {
        return world.instance(
                label,
                id,
                builder ->
                        builder.strategy(world.network.host(label).strategy()).transport(tap));
    }

    private static TestSubscriber<Void> subscribe(Mono<Void> operation) {
        TestSubscriber<Void> subscriber = TestSubscriber.create();
        operation.subscribe(subscriber);
        return subscriber;
    }
}
