package io.trystero.test.room;

import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.SimulatedHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * A process that behaves on the wire as the JavaScript library's release 0.25.4 does (protocol, sections 2, 3 and 5), with
 * the faults that ours must live with: it negotiates per room, goes on as before between its goodbye and its absence, never
 * repeats a readiness, keeps what is meant for rooms that it is not in, and forgets no frame of a time before.
 */
final class JavaScriptLikePeer {

    private final SimulatedHost host;
    private final String id;
    private final PeerConnectionFactory factory;
    private final List<TopicRelay> relays;
    private final Map<String, JavaScriptLikeRoom> rooms = new LinkedHashMap<>();
    private final Map<String, JavaScriptLikeLink> links = new LinkedHashMap<>();
    private long lossMillis;

    JavaScriptLikePeer(SimulatedHost host, String id) {
        this(host, id, host.strategy());
    }

    JavaScriptLikePeer(SimulatedHost host, String id, SignalingStrategy strategy) {
        this.host = host;
        this.id = id;
        this.factory = host.transport().open();
        this.relays = strategy.open(new SignalingContext(World.APP, id, host.scheduler(), host.random())).stream()
                .map(TopicRelay.class::cast)
                .toList();
    }

    String id() {
        return id;
    }

    /** Loses from now on what it sends in the first milliseconds of a channel that the other side made. */
    JavaScriptLikePeer losingFirstWords(long millis) {
        lossMillis = millis;
        return this;
    }

    /** Joins; a room that is being left can't be joined before that is done. */
    JavaScriptLikeRoom join(String roomId, String password) {
        JavaScriptLikeRoom room = new JavaScriptLikeRoom(this, roomId, password);
        rooms.put(room.token(), room);
        room.start();
        return room;
    }

    RandomGenerator random() {
        return host.random();
    }

    List<TopicRelay> relays() {
        return relays;
    }

    JavaScriptLikeConnection connect(PeerConnectionConfig.Role role) {
        return new JavaScriptLikeConnection(host, factory, role, lossMillis);
    }

    void soon(Runnable task) {
        host.scheduler().schedule(task);
    }

    Disposable later(Runnable task, long millis) {
        return host.scheduler().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    Optional<JavaScriptLikeRoom> roomByToken(String token) {
        return Optional.ofNullable(rooms.get(token));
    }

    @Nullable
    JavaScriptLikeLink link(String peerId) {
        return links.get(peerId);
    }

    List<JavaScriptLikeLink> links() {
        return List.copyOf(links.values());
    }

    /** Makes the connection the one that all rooms share, and tells the other side of them. */
    JavaScriptLikeLink share(String peerId, JavaScriptLikeConnection connection, JavaScriptLikeRoom room) {
        JavaScriptLikeLink link = new JavaScriptLikeLink(this, peerId, connection);
        links.put(peerId, link);
        room.attach(link);
        rooms.keySet().forEach(token -> link.presence(token, true));
        return link;
    }

    void forget(JavaScriptLikeLink link) {
        links.remove(link.peerId, link);
    }

    void left(JavaScriptLikeRoom room) {
        rooms.remove(room.token(), room);
        links().forEach(link -> link.presence(room.token(), false));
    }
}
