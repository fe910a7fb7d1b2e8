package io.trystero.test.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.Room;
import io.trystero.SendOptions;
import io.trystero.Trystero;
import io.trystero.rtc.ConnectionClosedException;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A transport that does not add a track: it refuses it, or the connection is closed. */
class RefusedTrackTest {

    private final World world = new World(67);
    private final TestTrack voice = TestTrack.sound("voice");
    private final List<Object> outcome = new ArrayList<>();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aRefusalOfWhateverTypeIsTold() {
        IllegalStateException refusal = new IllegalStateException("no such limits");
        sendOver(refusal);
        assertThat(outcome).containsExactly(refusal);
    }

    @Test
    void aPeerWhoseConnectionIsClosedIsPassedOver() {
        sendOver(new ConnectionClosedException());
        assertThat(outcome).containsExactly("done");
    }

    private void sendOver(RuntimeException why) {
        Transport refusing = refusing(world.network.host("alice").transport(), why);
        Trystero alice = world.instance(
                "alice",
                "Alice000000000000000",
                builder ->
                        builder.strategy(world.network.host("alice").strategy()).transport(refusing));
        Room hers = world.join(alice, "lobby");
        world.join(world.instance("bob", "Bob00000000000000000"), "lobby");
        world.seconds(10);
        assertThat(hers.peers()).hasSize(1);
        hers.tracks()
                .addStream("desk", List.of(voice), SendOptions.toAll())
                .subscribe(ignored -> {}, outcome::add, () -> outcome.add("done"));
        world.seconds(2);
    }

    private static Transport refusing(Transport transport, RuntimeException why) {
        UnaryOperator<PeerConnection> refuse =
                connection -> changed(PeerConnection.class, connection, "addTrack", ignored -> Mono.error(why));
        return changed(
                Transport.class,
                transport,
                "open",
                factory -> changed(
                        PeerConnectionFactory.class,
                        (PeerConnectionFactory) factory,
                        "connect",
                        connection -> refuse.apply((PeerConnection) connection)));
    }

    /** Returns an object like another, but for what one method of it returns. */
    private static <T> T changed(Class<T> type, T object, String method, UnaryOperator<Object> change) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, args) -> {
            try {
                Object result = called.invoke(object, args);
                return called.getName().equals(method) ? change.apply(result) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
