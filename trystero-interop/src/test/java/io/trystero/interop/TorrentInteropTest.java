package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.interop.fixture.Answer;
import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.TorrentTracker;
import io.trystero.interop.fixture.World;
import io.trystero.torrent.TorrentStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

/** A JVM peer and one of the JavaScript library meet through a WebTorrent tracker. */
@ParameterizedClass(name = "{0}")
@EnumSource(JavaScriptRuntime.class)
@ExtendWith(InteropReport.class)
class TorrentInteropTest implements InteropReport.PerRuntime {

    private static final int MEBIBYTE = 1 << 20;

    /** A newcomer waits for the next announce of those who are there, and for the answer. */
    private static final Duration NEXT_ANNOUNCE = Duration.ofSeconds(25);

    private static TorrentTracker tracker;

    @RegisterExtension
    final World world = new World();

    @Parameter
    JavaScriptRuntime runtime;

    @Override
    public JavaScriptRuntime runtime() {
        return runtime;
    }

    @BeforeAll
    static void startTracker() {
        World.require();
        tracker = TorrentTracker.start(Duration.ofSeconds(10));
    }

    @AfterAll
    static void stopTracker() {
        tracker.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void theyMeetAndTalkInBothDirections(Lead lead) {
        Pair pair = meet(lead, RoomSpec.fresh());

        talk(pair.jvm(), pair.js());
        talk(pair.js(), pair.jvm());
        assertThat(pair.jvm().failures()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void theSamePasswordLetsIn(Lead lead) {
        meet(lead, RoomSpec.fresh().password("s3cret ключ"));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void aWrongPasswordIsTold(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom jvm = jvm(lead).join(room.password("one"));
        PeerRoom js = js().join(room.password("other"));
        PeerRoom offering = lead == Lead.JVM ? jvm : js;
        PeerRoom answering = lead == Lead.JVM ? js : jvm;

        assertThat(answering.awaitFailure(offering.peer(), Patience.JOIN))
                .isEqualTo("incorrect room password when decrypting offer");
        assertThat(jvm.comings(js.peer())).isEmpty();
        assertThat(js.comings(jvm.peer())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void twoRoomsShareAConnectionAndAreLeftOneByOne(Lead lead) {
        Peer jvm = jvm(lead);
        Peer js = js();
        RoomSpec first = RoomSpec.fresh();
        RoomSpec second = RoomSpec.fresh();
        PeerRoom jvmInFirst = jvm.join(first);
        PeerRoom jsInFirst = js.join(first);
        awaitMeeting(jvmInFirst, jsInFirst, Patience.JOIN);
        PeerRoom jvmInSecond = jvm.join(second);
        PeerRoom jsInSecond = js.join(second);
        awaitMeeting(jvmInSecond, jsInSecond, Patience.JOIN);
        assertThat(jvmInSecond.connectionTo(js)).isEqualTo(jvmInFirst.connectionTo(js));

        jsInFirst.leave();
        jvmInFirst.awaitLeft(js);
        talk(jvmInSecond, jsInSecond);
        jvmInSecond.leave();
        jsInSecond.awaitLeft(jvm);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void nothingIsLostWhileTheTrackerRestartsAndNewcomersAreFoundAfterwards(Lead lead) {
        Pair pair = meet(lead, RoomSpec.fresh());
        tracker.restart();
        pair.jvm().send(Body.text("meanwhile"), null);
        pair.js().awaitMessage(Body.Text.class, 1);

        PeerRoom newcomer = jvm(Lead.JVM).join(pair.room());
        awaitMeeting(newcomer, pair.jvm(), NEXT_ANNOUNCE);
        awaitMeeting(newcomer, pair.js(), NEXT_ANNOUNCE);
        PeerRoom jsNewcomer = world.use(world.startJavaScript(runtime), tracker.signaling(world.appId()))
                .join(pair.room());
        awaitMeeting(jsNewcomer, pair.jvm(), NEXT_ANNOUNCE);
        awaitMeeting(jsNewcomer, newcomer, NEXT_ANNOUNCE);
        assertThat(pair.jvm().comings(pair.js().peer())).containsExactly("joined");
        assertThat(pair.js().comings(pair.jvm().peer())).containsExactly("joined");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void aPassivePeerOfOursIsFound(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom passive = jvm(lead).join(room.asPassive());
        PeerRoom active = js().join(room);

        awaitMeeting(passive, active, NEXT_ANNOUNCE);
        talk(passive, active);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void aPassivePeerOfTheJavaScriptLibraryIsFound(Lead lead) {
        RoomSpec room = RoomSpec.fresh();
        PeerRoom passive = js().join(room.asPassive());
        PeerRoom active = jvm(lead).join(room);

        awaitMeeting(passive, active, NEXT_ANNOUNCE);
        talk(passive, active);
    }

    /** What each says has the fields of the other, in their order. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(Lead.class)
    void theTrackerCannotTellThemApart(Lead lead) {
        tracker.watch();
        Pair pair = meet(lead, RoomSpec.fresh());
        RoomSpec quiet = RoomSpec.fresh().asPassive();
        Peer quietJvm = jvm(lead);
        quietJvm.join(quiet);
        js().join(quiet);
        String jvmId = pair.jvm().peer().id();
        String jsId = pair.js().peer().id();

        List<String> seeding = List.of("action", "info_hash", "peer_id", "left", "numwant", "offers");
        List<String> announcing = List.of("action", "info_hash", "peer_id", "numwant", "offers");
        List<String> answering = List.of("action", "info_hash", "peer_id", "answer", "offer_id", "to_peer_id");
        List<JsonNode> said = Flux.interval(Duration.ZERO, Duration.ofMillis(50))
                .onBackpressureDrop()
                .map(tick -> tracker.heard().stream().map(Body.Lines::read).toList())
                .filter(all -> all.stream()
                        .filter(message -> message.has("left"))
                        .map(message -> message.path("peer_id").asText())
                        .collect(Collectors.toSet())
                        .containsAll(List.of(quietJvm.id(), jsId)))
                .blockFirst(Patience.JOIN);
        assertThat(said).extracting(TorrentInteropTest::fields).contains(seeding, announcing, answering);
        assertThat(said).allSatisfy(message -> assertThat(fields(message)).isIn(seeding, announcing, answering));
        for (String id : List.of(jvmId, jsId)) {
            JsonNode announce = said.stream()
                    .filter(message -> message.path("peer_id").asText().equals(id)
                            && !message.path("offers").isEmpty())
                    .findFirst()
                    .orElseThrow();
            assertThat(announce.path("offers")).hasSize(3).allSatisfy(offer -> {
                assertThat(fields(offer)).containsExactly("offer_id", "offer");
                assertThat(offer.path("offer_id").asText()).matches("[0-9A-Za-z]{20}");
                assertThat(fields(offer.path("offer"))).containsExactly("type", "sdp");
                assertThat(offer.path("offer").path("sdp").asText()).matches("(\\d+,){15}\\d+\\$[0-9A-Za-z+/]+=*");
            });
        }
    }

    private static List<String> fields(JsonNode message) {
        List<String> names = new ArrayList<>();
        message.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private record Pair(RoomSpec room, PeerRoom jvm, PeerRoom js) {}

    private Pair meet(Lead lead, RoomSpec room) {
        Pair pair = new Pair(room, jvm(lead).join(room), js().join(room));
        awaitMeeting(pair.jvm(), pair.js(), Patience.JOIN);
        return pair;
    }

    private static void awaitMeeting(PeerRoom one, PeerRoom other, Duration limit) {
        one.awaitJoined(other.peer(), 1, limit);
        other.awaitJoined(one.peer(), 1, limit);
    }

    /** A message, a mebibyte and a request. */
    private static void talk(PeerRoom from, PeerRoom to) {
        int texts = to.messages(Body.Text.class);
        from.send(Body.text("hello"), null);
        assertThat(to.awaitMessage(Body.Text.class, texts + 1).body())
                .isEqualTo(Body.text("hello").described());
        Body bytes = Body.bytes(MEBIBYTE, 7);
        from.send(bytes, null).await(Patience.TRANSFER);
        assertThat(to.awaitMessage(Body.Bytes.class, 1, Patience.TRANSFER).body())
                .isEqualTo(bytes.described());
        from.answer("echo", Answer.ECHO); // a peer of the JavaScript library asks by an action that it has made
        to.answer("echo", Answer.ECHO);
        JsonNode query = Body.Lines.read("{\"a\":1}");
        assertThat(from.request("echo", Body.json(query.toString()), Patience.MESSAGE, to.peer()))
                .isEqualTo(Body.json(query.toString()).described());
    }

    private Peer jvm(Lead lead) {
        return world.jvm(
                lead,
                world.appId(),
                TorrentStrategy.builder().url(tracker.url()).build());
    }

    private Peer js() {
        return world.javaScript(runtime, tracker.signaling(world.appId()));
    }
}
