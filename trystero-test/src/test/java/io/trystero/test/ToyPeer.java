package io.trystero.test;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionConfig.Role;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.SessionDescription;
import io.trystero.signaling.Publication;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Flux;

/** The least that finds and connects the peers of a room, to have traffic in a network: no keys, no glare, one try a link. */
final class ToyPeer {

    private static final byte[] HELLO = new byte[64];

    private final String id;
    private final TopicRelay relay;
    private final PeerConnectionFactory factory;
    private final Map<String, Link> links = new TreeMap<>();
    int open;
    int messages;

    ToyPeer(SimulatedHost host, String room) {
        id = host.peerId();
        factory = host.transport().open();
        relay = host.strategy()
                .open(new SignalingContext("toy", id, host.scheduler(), host.random()))
                .get(0);
        relay.subscribe(id).subscribe(this::hear);
        relay.subscribe(room).subscribe(this::hear);
        Flux.interval(Duration.ofSeconds(1), Duration.ofSeconds(10), host.scheduler())
                .subscribe(tick -> publish(room, "announce", ""));
    }

    private void publish(String topic, String kind, String text) {
        relay.publish(new Publication(topic, Publication.Kind.ANNOUNCE, id + " " + kind + " " + text))
                .onErrorComplete()
                .subscribe();
    }

    private void hear(TopicEvent event) {
        if (!(event instanceof TopicEvent.Received received)) {
            return;
        }
        String[] parts = received.payload().split(" ", 3);
        String from = parts[0];
        Link link = links.get(from);
        if (parts[1].equals("announce") && link == null && id.compareTo(from) < 0) {
            Link offering = new Link(from, Role.OFFERER);
            offering.connection.createOffer(false).subscribe(offer -> publish(from, "offer", offer.sdp()));
        } else if (parts[1].equals("offer") && link == null) {
            Link answering = new Link(from, Role.ANSWERER);
            answering
                    .connection
                    .createAnswer(SessionDescription.offer(parts[2]))
                    .subscribe(answer -> {
                        publish(from, "answer", answer.sdp());
                        answering.described();
                    });
        } else if (parts[1].equals("answer") && link != null) {
            link.connection
                    .acceptAnswer(SessionDescription.answer(parts[2]))
                    .onErrorComplete()
                    .subscribe(null, null, link::described);
        } else if (parts[1].equals("candidate") && link != null) {
            link.candidate(new IceCandidate(parts[2], "0", 0, null));
        }
    }

    private final class Link implements PeerConnectionListener {

        private final String peer;
        private final PeerConnection connection;
        private final List<IceCandidate> early = new ArrayList<>();
        private boolean described;
        private boolean opened;

        Link(String peer, Role role) {
            this.peer = peer;
            links.put(peer, this);
            connection = factory.connect(new PeerConnectionConfig(role, List.of(), IceTransportPolicy.ALL), this);
        }

        void described() {
            described = true;
            early.forEach(this::candidate);
        }

        void candidate(IceCandidate candidate) {
            if (described) {
                connection.addCandidate(candidate).onErrorComplete().subscribe();
            } else {
                early.add(candidate);
            }
        }

        @Override
        public void onCandidate(IceCandidate candidate) {
            publish(peer, "candidate", candidate.candidate());
        }

        @Override
        public void onGatheringComplete() {}

        @Override
        public void onStateChange(PeerConnectionState state) {
            if (state == PeerConnectionState.FAILED) {
                connection.close();
            }
        }

        @Override
        public void onOpen(DataChannel channel) {
            opened = true;
            open++;
            channel.send(HELLO);
        }

        @Override
        public void onMessage(ByteBuffer message) {
            messages++;
        }

        @Override
        public void onSent(long bytes) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onClosed() {
            open -= opened ? 1 : 0;
            links.remove(peer);
        }
    }
}
