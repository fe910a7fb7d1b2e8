package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.InteropReport;
import io.trystero.interop.fixture.JavaScriptLeaf;
import io.trystero.interop.fixture.JavaScriptRuntime;
import io.trystero.interop.fixture.Patience;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.Received;
import io.trystero.interop.fixture.RoomSpec;
import io.trystero.interop.fixture.World;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.star.Star;
import io.trystero.star.StarAction;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The JVM in the middle of a star, and Node and Chromium as its leaves, which know of it by plain actions alone. */
@ExtendWith(InteropReport.class)
class StarTest {

    private static final String SAID = "{\"lang\":\"en\"}";

    @RegisterExtension
    final World world = new World();

    private final RoomSpec spec = RoomSpec.fresh();
    private Trystero jvm;
    private Star star;
    private StarAction<String> texts;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private PeerRoom node;
    private PeerRoom chromium;

    @BeforeEach
    void meet() {
        node = world.javaScript(JavaScriptRuntime.NODE).join(spec.asPassive());
        chromium = world.javaScript(JavaScriptRuntime.CHROMIUM).join(spec.asPassive());
        jvm = Trystero.builder(world.appId())
                .iceServers()
                .strategy(WebSocketRelayStrategy.of(world.relay().url()))
                .build();
        Room room = jvm.join(spec.roomId()).block(Patience.JOIN);
        star = Star.willing(room);
        texts = star.action("text", String.class);
        star.action("json", JsonNode.class);
        star.action("bytes", byte[].class);
        texts.messages().subscribe(message -> heard.add(message.source() + " " + message.value()));
    }

    @AfterEach
    void end() {
        jvm.close();
    }

    @Test
    void leavesTalkThroughItByPlainActionsAndHoldOneConnectionEach() {
        JavaScriptLeaf first = JavaScriptLeaf.of(node);
        JavaScriptLeaf second = JavaScriptLeaf.of(chromium);
        String hub = jvm.selfId().value();
        assertThat(first.awaitWilling()).isEqualTo(hub);
        assertThat(second.awaitWilling()).isEqualTo(hub);

        Body text = Body.text("gr\u00fc\u00df dich");
        Body json = Body.json("{\"pi\":3.5,\"list\":[1,null]}");
        Body bytes = Body.bytes(100_000, 3);
        first.send(text, null, hub);
        first.send(json, Body.Lines.read(SAID), hub);
        first.send(bytes, null, hub);
        second.send(text, Body.Lines.read(SAID), hub);

        String fromNode = "{\"source\":\"" + node.peer().id() + "\",\"hub\":true}";
        assertThat(chromium.awaitMessage(Body.Text.class, 1)).isEqualTo(received(text, fromNode));
        assertThat(chromium.awaitMessage(Body.Json.class, 1)).isEqualTo(received(json, saidBy(node)));
        assertThat(chromium.awaitMessage(Body.Bytes.class, 1)).isEqualTo(received(bytes, fromNode));
        assertThat(node.awaitMessage(Body.Text.class, 1)).isEqualTo(received(text, saidBy(chromium)));
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        node.peer().id() + " gr\u00fc\u00df dich",
                        chromium.peer().id() + " gr\u00fc\u00df dich");

        texts.send("welcome").block(Patience.MESSAGE);
        Received own = received(Body.text("welcome"), "{\"source\":\"" + hub + "\",\"hub\":true}");
        assertThat(node.awaitMessage(Body.Text.class, 2)).isEqualTo(own);
        assertThat(chromium.awaitMessage(Body.Text.class, 2)).isEqualTo(own);

        assertThat(node.comings(chromium.peer())).isEmpty();
        assertThat(chromium.comings(node.peer())).isEmpty();
        assertThat(star.isHub()).isTrue();
    }

    private static String saidBy(PeerRoom leaf) {
        return "{\"source\":\"" + leaf.peer().id() + "\",\"hub\":true,\"metadata\":" + SAID + "}";
    }

    private Received received(Body body, String metadata) {
        return new Received(jvm.selfId().value(), body.described(), Body.Lines.read(metadata));
    }
}
