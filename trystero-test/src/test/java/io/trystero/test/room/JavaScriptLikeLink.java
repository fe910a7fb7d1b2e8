package io.trystero.test.room;

import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** The connection that all rooms of a {@link JavaScriptLikePeer} share with one other peer. */
final class JavaScriptLikeLink {

    private static final Duration IDLE = Duration.ofMillis(123_333);

    final String peerId;
    final JavaScriptLikeConnection connection;
    private final JavaScriptLikePeer process;
    private final Map<String, JavaScriptLikeAttachment> attached = new LinkedHashMap<>();
    private final Map<String, List<ActionFrame>> notBoundYet = new HashMap<>();
    private final Set<String> remoteTokens = new HashSet<>();
    private final Disposable.Swap idle = Disposables.swap();

    JavaScriptLikeLink(JavaScriptLikePeer process, String peerId, JavaScriptLikeConnection connection) {
        this.process = process;
        this.peerId = peerId;
        this.connection = connection;
        connection.onData = this::onData;
        connection.onClose = this::onClose;
    }

    boolean isPresentIn(String token) {
        return remoteTokens.contains(token);
    }

    boolean isBound(String token) {
        return attached.containsKey(token);
    }

    void presence(String token, boolean present) {
        connection.send(ChannelMessage.presence(token, present));
    }

    /** Binds; what came for the room before is replayed, and then the handshake begins, a moment later. */
    void bind(JavaScriptLikeAttachment attachment) {
        idle.update(Disposables.disposed());
        attached.put(attachment.token(), attachment);
        process.soon(() -> {
            List<ActionFrame> replay = notBoundYet.remove(attachment.token());
            if (replay != null) {
                replay.forEach(attachment::onFrame);
            }
            attachment.start();
        });
    }

    void unbind(JavaScriptLikeAttachment attachment) {
        if (attached.remove(attachment.token(), attachment) && attached.isEmpty()) {
            idle.update(process.later(connection::destroy, IDLE.toMillis()));
        }
    }

    private void onData(byte[] data) {
        ActionFrame frame;
        String token;
        try {
            ChannelMessage message = ChannelMessage.parse(data);
            token = message.token();
            if (message instanceof ChannelMessage.Presence presence) {
                onPresence(token, presence.present());
                return;
            }
            frame = ActionFrame.parse(data, ((ChannelMessage.RoomFrame) message).offset());
        } catch (MalformedException e) {
            return;
        }
        JavaScriptLikeAttachment attachment = attached.get(token);
        if (attachment == null || !attachment.isStarted()) {
            notBoundYet.computeIfAbsent(token, t -> new ArrayList<>()).add(frame);
        } else {
            attachment.onFrame(frame);
        }
    }

    private void onPresence(String token, boolean present) {
        if (!present) {
            remoteTokens.remove(token);
            return;
        }
        remoteTokens.add(token);
        process.roomByToken(token).ifPresent(room -> room.attach(this));
    }

    private void onClose() {
        idle.dispose();
        process.forget(this);
        List.copyOf(attached.values()).forEach(JavaScriptLikeAttachment::exit);
    }
}
