package io.trystero.test.room;

import io.trystero.signaling.Publication;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.SimulatedHost;
import io.trystero.wire.SignalMessage;
import io.trystero.wire.Topics;

/** Publishes what it is told on a relay, in whose name it likes. */
final class Herald {

    private final TopicRelay relay;

    Herald(World world) {
        SimulatedHost host = world.network.host("herald");
        relay = host.strategy()
                .open(new SignalingContext(World.APP, host.peerId(), host.scheduler(), host.random()))
                .get(0);
        world.seconds(1);
    }

    /** Announces a peer to all in a room. */
    void announce(String roomId, String peerId) {
        say(
                Topics.root(World.APP, roomId),
                SignalMessage.announce(peerId, false).toJson());
    }

    void say(String topic, String text) {
        relay.publish(new Publication(topic, Publication.Kind.ANNOUNCE, text)).subscribe();
    }
}
