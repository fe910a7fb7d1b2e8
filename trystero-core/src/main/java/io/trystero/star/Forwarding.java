package io.trystero.star;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.Message;
import io.trystero.MessageAction;
import io.trystero.PeerId;
import io.trystero.PeerLeftException;
import io.trystero.RoomClosedException;
import io.trystero.SendOptions;
import io.trystero.codec.Payload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * Passes on the messages of an action, whoever is the hub in this moment: who sent it here believed this peer to be that. On the
 * room's worker, but for {@link #cancel}.
 */
final class Forwarding<T> {

    private final MessageAction<Arrival<T>> action;
    private final Election election;
    private final WaitingBytes all;
    private final PeerQueue.Loss loss;
    private final Map<PeerId, PeerQueue> queues = new ConcurrentHashMap<>();

    Forwarding(MessageAction<Arrival<T>> action, Election election, WaitingBytes all, PeerQueue.Loss loss) {
        this.action = action;
        this.election = election;
        this.all = all;
        this.loss = loss;
    }

    /** Sends a message on to all but its source, unless it was already: it would go round and round. */
    void pass(Message<?> message, Payload payload, long bytes) {
        if (HubMetadata.of(message.metadata()).isPresent()) {
            return;
        }
        ObjectNode metadata = new HubMetadata(message.from().value(), message.metadata()).toJson();
        Passing passing = new Passing(message.from(), payload, metadata, bytes, all);
        for (PeerId peer : election.members()) {
            if (!peer.equals(message.from())) {
                queues.computeIfAbsent(peer, this::queue).offer(passing);
            }
        }
    }

    private PeerQueue queue(PeerId peer) {
        SendOptions options = SendOptions.to(peer);
        return new PeerQueue(
                peer,
                passing -> action.send(Arrival.of(passing.payload()), options.metadata(passing.metadata()))
                        // who has gone misses nothing
                        .onErrorResume(error -> isGone(error) ? Mono.empty() : Mono.error(error)),
                loss);
    }

    private static boolean isGone(Throwable error) {
        return error instanceof PeerLeftException || error instanceof RoomClosedException;
    }

    /** Forgets a peer that has gone. */
    void left(PeerId peer) {
        PeerQueue queue = queues.remove(peer);
        if (queue != null) {
            queue.close();
        }
    }

    /** Sends nothing any more. From any thread. */
    void cancel() {
        queues.values().forEach(PeerQueue::cancel);
    }
}
