package io.trystero.firebase;

import static io.trystero.firebase.ScriptedDatabase.SELF_ID;
import static io.trystero.firebase.ScriptedDatabase.heard;
import static io.trystero.firebase.ScriptedDatabase.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.RecordedLog;
import io.trystero.signaling.Publication;
import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.TopicEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;

/** What a room looks like in the database, and what of it is heard. */
class FirebaseRelayTest {

    private static final String ROOM = "/__trystero__/root";

    @RegisterExtension
    final RecordedLog log = new RecordedLog();

    private final ScriptedDatabase database = new ScriptedDatabase();
    private final FirebaseRelay relay = database.relay;

    private static Publication announce(String peerId) {
        return new Publication("root", Kind.ANNOUNCE, "{\"peerId\":\"" + peerId + "\"}");
    }

    /** Returns the path of a request as it is shown. */
    private static String path(String request) {
        int from = request.indexOf(' ') + 1;
        return request.substring(from, request.indexOf(' ', from));
    }

    @Test
    void aRoomIsListenedToAsAWholeAndItsTopicsAreTakenWhenTheDatabaseSaysSo() {
        List<String> root = heard(relay.subscribe("root", "root"));
        List<String> self = heard(relay.subscribe("self", "root"));
        database.open();

        assertThat(database.requests()).containsExactly("q " + ROOM);
        database.changed("__trystero__/root", "{\"-a\":{\"_\":{\"peerId\":\"p\"}}}");
        assertThat(root).isEmpty();
        database.answer("ok");

        assertThat(root).containsExactly("Subscribed", "{\"peerId\":\"p\"}");
        assertThat(self).containsExactly("Subscribed");
        assertThat(database.statuses).containsExactly("CONNECTING", "UP");
    }

    @Test
    void eachAnnounceIsStoredUnderANewKeyAndTheOneBeforeIsRemoved() {
        database.open();
        List<String> done = new ArrayList<>();
        relay.publish(announce(SELF_ID)).subscribe(null, null, () -> done.add("stored"));
        List<String> first = database.requests();
        String key = path(only(first, "p"));
        assertThat(key).startsWith(ROOM + "/-");
        assertThat(first)
                .containsExactly("o " + key + " null", "p " + key + " {\"_\":{\"peerId\":\"" + SELF_ID + "\"}}");
        assertThat(done).isEmpty();
        database.answer("ok");
        assertThat(done).containsExactly("stored");

        relay.publish(announce(SELF_ID)).subscribe();

        List<String> second = database.granted();
        assertThat(second).hasSize(4).endsWith("p " + key + " null", "oc " + key + " null");
        assertThat(path(second.get(1))).isGreaterThan(key);
    }

    @Test
    void everyPresenceThatIsStoredIsAnAnnounceAndOfManyTheNewestAre() {
        List<String> root = heard(relay.subscribe("root", "root"));
        database.open();
        database.granted();
        database.changed("__trystero__/root/-a", "{\"_\":{\"peerId\":\"p\"}}");
        database.changed("__trystero__/root/-a/_", "{\"peerId\":\"q\"}");
        database.changed("__trystero__/root/-a", "null");
        assertThat(root).containsExactly("Subscribed", "{\"peerId\":\"p\"}", "{\"peerId\":\"q\"}");
        root.clear();

        int stored = RoomNode.MAX_STORED_ANNOUNCES + 50;
        database.changed(
                "__trystero__/root",
                IntStream.range(0, stored)
                        .mapToObj(i -> String.format("\"-%05d\":{\"_\":{\"peerId\":\"%d\"}}", i, i))
                        .collect(Collectors.joining(",", "{", "}")));

        assertThat(root)
                .hasSize(RoomNode.MAX_STORED_ANNOUNCES)
                .startsWith("{\"peerId\":\"50\"}")
                .endsWith("{\"peerId\":\"" + (stored - 1) + "\"}");
    }

    @Test
    void signalsAreToldOnceInTheOrderOfTheirKeysAndRemoved() {
        List<String> self = heard(relay.subscribe("self", "root"));
        database.open();
        database.granted();
        String signals = "{\"p\":{\"-2\":\"two\",\"-4\":\"four\"},\"q\":{\"-1\":\"one\",\"-3\":{\"peerId\":\"q\"}}}";

        database.changed("__trystero__/root/self", signals);

        assertThat(self).containsExactly("Subscribed", "one", "two", "{\"peerId\":\"q\"}", "four");
        List<String> removals = List.of(
                "p " + ROOM + "/self/q/-1 null",
                "p " + ROOM + "/self/p/-2 null",
                "p " + ROOM + "/self/q/-3 null",
                "p " + ROOM + "/self/p/-4 null");
        assertThat(database.requests()).isEqualTo(removals);
        database.changed("__trystero__/root", "{\"self\":" + signals + "}");
        assertThat(self).hasSize(5);
        assertThat(database.requests()).isEqualTo(removals);
        database.changed("__trystero__/root/self/p/-5", "\"five\"");
        database.changed("__trystero__/root/other/p/-6", "\"for another\"");
        assertThat(self).hasSize(6).endsWith("five");
    }

    @Test
    void aMergeIsSeveralChanges() {
        List<String> self = heard(relay.subscribe("self", "root"));
        database.open();
        database.granted();

        database.says("{\"t\":\"d\",\"d\":{\"a\":\"m\",\"b\":{\"p\":\"__trystero__/root\","
                + "\"d\":{\"self/p/-1\":\"one\",\"self/p/-2\":\"two\"}}}}");

        assertThat(self).containsExactly("Subscribed", "one", "two");
    }

    @Test
    void aSignalIsStoredUnderTheReceiversTopicAndRemovedWhenWeAreGone() {
        database.open();
        relay.publish(new Publication("theirs", Kind.OFFER, "{\"offer\":\"x\"}", "root"))
                .subscribe();
        relay.publish(new Publication("theirs", Kind.CANDIDATE, "{}", "root")).subscribe();

        List<String> requests = database.granted();

        String outbox = ROOM + "/theirs/" + SELF_ID;
        assertThat(requests).hasSize(3);
        assertThat(requests.get(0)).isEqualTo("o " + outbox + " null");
        assertThat(requests.get(1)).startsWith("p " + outbox + "/-").endsWith(" \"{\\\"offer\\\":\\\"x\\\"}\"");
        assertThat(requests.get(2)).startsWith("p " + outbox + "/-").endsWith(" \"{}\"");
        assertThat(requests.get(2)).isGreaterThan(requests.get(1));
    }

    @Test
    void whoLeavesRemovesItsPresenceAndItsTopic() {
        Disposable root = relay.subscribe("root", "root").subscribe();
        Disposable self = relay.subscribe("self", "root").subscribe();
        database.open();
        database.granted();
        relay.publish(announce(SELF_ID)).subscribe();
        String key = path(only(database.granted(), "p"));

        root.dispose();
        assertThat(database.granted()).containsExactly("p " + key + " null", "oc " + key + " null");
        self.dispose();
        assertThat(database.granted()).containsExactly("p " + ROOM + "/self null", "n " + ROOM);
    }

    @Test
    void whoFallsAsleepTakesItsPresenceBack() {
        database.open();
        relay.publish(announce(SELF_ID)).subscribe();
        String key = path(only(database.granted(), "p"));

        relay.withdraw("root").subscribe();
        relay.withdraw("root").subscribe();

        assertThat(database.granted()).containsExactly("p " + key + " null", "oc " + key + " null");
    }

    @Test
    void afterAReconnectRoomsAreListenedToAgainAndTheOldPresenceIsReplaced() {
        List<String> root = heard(relay.subscribe("root", "root"));
        database.open();
        database.granted();
        relay.publish(announce(SELF_ID)).subscribe();
        String key = path(only(database.granted(), "p"));

        database.network.last().fail("lost");
        database.passUntilTheNextTry();
        assertThat(database.network.last().url()).endsWith("&ls=s1");
        database.open();

        assertThat(database.granted()).containsExactly("q " + ROOM);
        assertThat(root).containsExactly("Subscribed", "Lost", "Subscribed");
        relay.publish(announce(SELF_ID)).subscribe();
        assertThat(database.granted()).contains("p " + key + " null");
    }

    @Test
    void whatIsRefusedOrSentWithoutAConnectionFails() {
        List<String> failures = new ArrayList<>();
        relay.publish(announce(SELF_ID)).subscribe(null, failure -> failures.add(failure.getMessage()));
        database.open();
        relay.publish(announce(SELF_ID)).subscribe(null, failure -> failures.add(failure.getMessage()));
        database.requests();
        database.answer("permission_denied");
        relay.publish(announce(SELF_ID)).subscribe(null, failure -> failures.add(failure.getMessage()));
        database.network.last().fail("lost");
        relay.dispose();
        relay.publish(announce(SELF_ID)).subscribe(null, failure -> failures.add(failure.getMessage()));

        assertThat(failures)
                .containsExactly(
                        "https://board.firebaseio.com: not connected",
                        "https://board.firebaseio.com: refused: permission_denied",
                        "https://board.firebaseio.com: the connection is lost",
                        "https://board.firebaseio.com: not connected");
    }

    @Test
    void whatMakesNoSenseIsDroppedWithOneWarningAConnection() {
        List<TopicEvent> root = new ArrayList<>();
        relay.subscribe("root", "root").subscribe(root::add);
        relay.subscribe("self", "root").subscribe();
        database.open();
        database.granted();
        database.says("nonsense");
        database.changed("__trystero__/root/-a", "7");
        database.changed("__trystero__/root/-a", "{\"_\":7}");
        database.changed("__trystero__/root", "[1,2]");
        database.changed("__trystero__/root", "\"text\"");
        database.changed("__trystero__/root/self", "{\"p\":7,\"q\":{\"-1\":7}}");
        database.changed("__trystero__/root/self", "{\"p\":{\"../..\":\"a path\"}}");
        database.changed("__trystero__/root/a/b/c/d/e", "7");
        database.changed("", "{\"__trystero__\":7}");
        database.changed("elsewhere", "{}");

        assertThat(root).hasSize(1);
        assertThat(log.warnings()).hasSize(1).allMatch(warning -> warning.contains("malformed"));
        assertThat(database.requests()).containsExactly("p " + ROOM + "/self/q/-1 null");
    }

    @Test
    void ofManyStoredSignalsTheNewestAreTold() {
        List<String> self = heard(relay.subscribe("self", "root"));
        database.open();
        database.granted();
        int stored = RoomNode.MAX_STORED_SIGNALS + 50;

        database.changed(
                "__trystero__/root/self/p",
                IntStream.range(0, stored)
                        .mapToObj(i -> String.format("\"-%05d\":\"%d\"", i, i))
                        .collect(Collectors.joining(",", "{", "}")));

        assertThat(self).hasSize(1 + RoomNode.MAX_STORED_SIGNALS).element(1).isEqualTo("50");
        assertThat(self).last().isEqualTo(Integer.toString(stored - 1));
    }

    @Test
    void ofManyPeersWithSignalsOfOursThoseOfLateKeepThem() {
        database.open();
        for (int i = 0; i < FirebaseRelay.MAX_OUTBOXES; i++) {
            relay.publish(new Publication("peer" + i, Kind.OFFER, "{}", "root")).subscribe();
            database.granted();
        }

        relay.publish(new Publication("another", Kind.OFFER, "{}", "root")).subscribe();

        String oldest = ROOM + "/peer0/" + SELF_ID;
        assertThat(database.granted()).contains("p " + oldest + " null", "oc " + oldest + " null");
    }

    @Test
    void ofManyRoomsThatWereAnnouncedToThoseOfLateKeepOurPresence() {
        database.open();
        relay.publish(new Publication("oldest", Kind.ANNOUNCE, "{}")).subscribe();
        String oldest = path(only(database.granted(), "p"));
        for (int i = 0; i < FirebaseRelay.MAX_PRESENCES; i++) {
            assertThat(database.granted()).doesNotContain("p " + oldest + " null");
            relay.publish(new Publication("room" + i, Kind.ANNOUNCE, "{}")).subscribe();
        }

        assertThat(database.granted()).contains("p " + oldest + " null", "oc " + oldest + " null");
    }

    @Test
    void aSignalOfLongAgoThatIsToldOfAgainIsReadAgain() {
        List<String> self = heard(relay.subscribe("self", "root"));
        database.open();
        database.granted();
        for (int i = 0; i <= RoomNode.MAX_READ; i++) {
            database.changed("__trystero__/root/self/p/-" + i, "\"" + i + "\"");
            database.granted();
        }
        self.clear();

        database.changed("__trystero__/root/self/p/-" + RoomNode.MAX_READ, "\"latest\"");
        database.changed("__trystero__/root/self/p/-0", "\"oldest\"");

        assertThat(self).containsExactly("oldest");
    }
}
