package io.trystero.firebase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trystero.firebase.ServerMessage.Change;
import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.signaling.TopicSubscriptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A database as a relay: what is said is stored under the room's node (section 8 of the protocol), which is listened to as a whole
 * as long as the room or a self topic of it is subscribed to. Subscriptions are known by their path.
 *
 * <p>Each announce stores our presence under another key, since JavaScript peers take no notice of one that is stored again, and
 * then removes the one before.
 */
final class FirebaseRelay implements TopicRelay, DatabaseClient.Listener, TopicSubscriptions.Wire {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** Rooms whose presence we keep, beside which the oldest is withdrawn. */
    static final int MAX_PRESENCES = 4_096;

    /** Peers whose node of our signals we keep, beside which the oldest is removed. */
    static final int MAX_OUTBOXES = 1_024;

    private final DatabaseUrl url;
    private final String base;
    private final String selfId;
    private final DatabaseClient client;
    private final TopicSubscriptions subscriptions;

    // On the client's thread alone.
    private final Map<String, RoomNode> rooms = new HashMap<>();
    private final Recent<String> presences = new Recent<>(MAX_PRESENCES, (room, key) -> remove(room + "/" + key));
    private final Recent<Boolean> outboxes = new Recent<>(MAX_OUTBOXES, (path, own) -> remove(path));

    /**
     * Begins to connect.
     *
     * @param base the path under which rooms are
     * @param connect makes the client, given who listens to it
     */
    FirebaseRelay(
            DatabaseUrl url,
            String base,
            String selfId,
            Function<? super DatabaseClient.Listener, ? extends DatabaseClient> connect) {
        this.url = url;
        this.base = base;
        this.selfId = selfId;
        this.client = connect.apply(this);
        this.subscriptions = new TopicSubscriptions(url.toString(), client::execute, this);
    }

    @Override
    public String url() {
        return url.toString();
    }

    @Override
    public Flux<RelayStatus> status() {
        return client.status();
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic) {
        return subscribe(topic, topic);
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic, String rootTopic) {
        String room = room(rootTopic);
        return subscriptions.subscribe(topic.equals(rootTopic) ? room : room + "/" + topic);
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return onThread(() -> publication.kind() == Publication.Kind.ANNOUNCE
                ? announce(room(publication.topic()), publication.payload())
                : signal(room(publication.rootTopic()) + "/" + publication.topic(), publication.payload()));
    }

    @Override
    public Mono<Void> withdraw(String rootTopic) {
        return Mono.defer(() -> client.isReady() ? onThread(() -> withdrawFrom(room(rootTopic))) : Mono.empty());
    }

    @Override
    public void pause() {
        client.pause();
    }

    @Override
    public void resume() {
        client.resume();
    }

    @Override
    public void dispose() {
        // Once we are gone the database removes what is ours.
        client.dispose();
        subscriptions.complete();
    }

    @Override
    public boolean isDisposed() {
        return client.isDisposed();
    }

    @Override
    public void onFirst(String path) {
        String roomPath = roomPath(path);
        RoomNode room = rooms.get(roomPath);
        if (room == null) {
            room = new RoomNode(roomPath, subscriptions, client);
            rooms.put(roomPath, room);
            room.subscribed(path);
            client.listen(roomPath);
        } else {
            room.subscribed(path);
        }
    }

    @Override
    public void onLast(String path) {
        String roomPath = roomPath(path);
        if (client.isReady()) {
            forget(path.equals(roomPath) ? withdrawFrom(roomPath) : client.put(path, NullNode.instance));
        } else {
            presences.forget(path);
        }
        RoomNode room = rooms.get(roomPath);
        if (room != null && room.unsubscribed(path)) {
            rooms.remove(roomPath);
            client.unlisten(roomPath);
        }
    }

    @Override
    public void onListening(String path) {
        RoomNode room = rooms.get(path);
        if (room != null) {
            room.listening();
        }
    }

    @Override
    public void onListenLost(String path) {
        RoomNode room = rooms.get(path);
        if (room != null) {
            room.lost();
        }
    }

    @Override
    public void onChanged(String listened, Change change) {
        RoomNode room = rooms.get(listened);
        if (room != null) {
            room.changed(change);
        }
    }

    @Override
    public void onLost() {
        rooms.values().forEach(RoomNode::lost);
        // The database removes them itself. Of a presence it may be late to see that we were gone: the next one
        // replaces it.
        outboxes.clear();
    }

    private Mono<Void> announce(String room, String payload) {
        JsonNode announce = DatabaseCodec.json(payload);
        if (announce == null) {
            return Mono.error(new IllegalArgumentException("an announce is JSON"));
        }
        String key = client.newKey();
        String path = room + "/" + key;
        forget(client.removeOnDisconnect(path));
        Mono<Void> stored = client.put(path, DatabaseCodec.object().set(RoomNode.PRESENCE, announce));
        String before = presences.put(room, key);
        if (before != null) {
            remove(room + "/" + before);
        }
        return stored;
    }

    private Mono<Void> withdrawFrom(String room) {
        String key = presences.forget(room);
        return key == null ? Mono.empty() : remove(room + "/" + key);
    }

    private Mono<Void> signal(String selfNode, String payload) {
        String outbox = selfNode + "/" + selfId;
        if (outboxes.put(outbox, true) == null) {
            forget(client.removeOnDisconnect(outbox));
        }
        return client.put(outbox + "/" + client.newKey(), TextNode.valueOf(payload));
    }

    private Mono<Void> remove(String path) {
        Mono<Void> removed = client.put(path, NullNode.instance);
        forget(removed);
        forget(client.keepOnDisconnect(path));
        return removed;
    }

    private void forget(Mono<Void> request) {
        request.subscribe(null, failure -> LOG.debug("{}", failure.getMessage()));
    }

    /** Does something on the client's thread, if there is a connection. */
    private Mono<Void> onThread(Supplier<Mono<Void>> work) {
        return Mono.defer(() -> client.isReady()
                ? Mono.<Mono<Void>>create(sink -> client.execute(() -> sink.success(work.get())))
                        .flatMap(Function.identity())
                : Mono.error(new DatabaseException(url.toString(), "not connected")));
    }

    private String room(String rootTopic) {
        return base + "/" + rootTopic;
    }

    private String roomPath(String path) {
        List<String> below = DatabaseCodec.path(path.substring(base.length()));
        return room(below.get(0));
    }
}
