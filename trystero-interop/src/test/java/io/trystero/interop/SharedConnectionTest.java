package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.Body;
import io.trystero.interop.fixture.Direction;
import io.trystero.interop.fixture.Lead;
import io.trystero.interop.fixture.Peer;
import io.trystero.interop.fixture.PeerRoom;
import io.trystero.interop.fixture.RoomSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that share several rooms share one connection. */
class SharedConnectionTest extends InteropTest {

    @ParameterizedTest(name = "{0}")
    @EnumSource(Direction.class)
    void aSecondRoomUsesTheConnectionOfTheFirstAndKeepsItWhenThatIsLeft(Direction first) {
        Peer jvm = world.jvm(first.from(Lead.JVM, Lead.JAVASCRIPT));
        RoomSpec one = RoomSpec.fresh();
        RoomSpec two = RoomSpec.fresh();
        PeerRoom jvmInOne = jvm.join(one);
        PeerRoom jsInOne = js.join(one);
        awaitMeeting(jvmInOne, jsInOne);
        PeerRoom earlier = first.from(jvm, js).join(two);
        PeerRoom later = first.to(jvm, js).join(two);
        awaitMeeting(earlier, later);
        PeerRoom jvmInTwo = first.from(earlier, later);
        PeerRoom jsInTwo = first.to(earlier, later);
        long jvmConnection = jvmInOne.connectionTo(js);
        long jsConnection = jsInOne.connectionTo(jvm);
        assertThat(jvmInTwo.connectionTo(js)).isEqualTo(jvmConnection);
        assertThat(jsInTwo.connectionTo(jvm)).isEqualTo(jsConnection);

        jvmInOne.send(Body.text("one"), null);
        jsInTwo.send(Body.text("two"), null);
        assertThat(jsInOne.awaitMessage(Body.Text.class, 1).body())
                .isEqualTo(Body.text("one").described());
        assertThat(jvmInTwo.awaitMessage(Body.Text.class, 1).body())
                .isEqualTo(Body.text("two").described());
        assertThat(jvmInOne.messages(Body.Text.class)).isZero();
        assertThat(jsInTwo.messages(Body.Text.class)).isZero();

        first.from(jvmInOne, jsInOne).leave();
        first.to(jvmInOne, jsInOne).awaitLeft(first.from(jvm, js));
        jvmInTwo.ping(js);
        jsInTwo.ping(jvm);
        assertThat(jvmInTwo.connectionTo(js)).isEqualTo(jvmConnection);
        assertThat(jsInTwo.connectionTo(jvm)).isEqualTo(jsConnection);
        assertThat(jvmInTwo.comings(js)).containsExactly("joined");
    }
}
