package io.trystero.test.room;

import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.Ids;
import io.trystero.wire.OutgoingFrames;
import io.trystero.wire.PasswordProof;
import io.trystero.wire.PayloadKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** One peer in one room of a {@link JavaScriptLikePeer}: says that it is ready exactly once, whatever happens. */
final class JavaScriptLikeAttachment {

    private static final Pattern FIELD = Pattern.compile("\"(c|h)\":\"([^\"]*)\"");

    private final JavaScriptLikeRoom room;
    private final JavaScriptLikeLink link;
    private final Queue<String> payloads = new ArrayDeque<>();
    private Disposable timeout = Disposables.disposed();
    private String challenge = "";
    private boolean started;
    private boolean localPassed;
    private boolean remoteReady;
    private boolean active;
    private boolean over;
    private int nonce;

    JavaScriptLikeAttachment(JavaScriptLikeRoom room, JavaScriptLikeLink link) {
        this.room = room;
        this.link = link;
    }

    String token() {
        return room.token();
    }

    String peerId() {
        return link.peerId;
    }

    boolean isStarted() {
        return started;
    }

    boolean isActive() {
        return active;
    }

    void start() {
        started = true;
        if (over) {
            return;
        }
        timeout = room.process().later(() -> fail("handshake timed out after 10000ms"), 10_000);
        if (room.password().isEmpty()) {
            pass();
        } else if (initiator()) {
            challenge = Ids.random(room.process().random(), Ids.CHALLENGE_LENGTH);
            send("@_hsdata", "{\"__trystero_pw\":\"challenge\",\"c\":\"" + challenge + "\"}", PayloadKind.JSON);
        }
        handshake();
    }

    void onFrame(ActionFrame frame) {
        if (over) {
            return;
        }
        switch (frame.action()) {
            case "@_leave" -> exit();
            case "@_hsready" -> {
                remoteReady = true;
                activate();
            }
            case "@_hsdata" -> {
                if (!active) {
                    payloads.add(text(frame));
                    handshake();
                }
            }
            default -> {
                if (active && !frame.action().startsWith("@_")) {
                    room.heard(peerId(), text(frame));
                }
            }
        }
    }

    void send(String action, String payload, PayloadKind kind) {
        OutgoingFrames frames = new OutgoingFrames(
                ChannelMessage.roomPrefix(token()),
                ActionFrame.nameBytes(action),
                nonce++ & 0xffff,
                kind,
                null,
                ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < frames.count(); i++) {
            link.connection.send(frames.frame(i));
        }
    }

    /** Ends it here; nothing is sent. */
    void exit() {
        if (!over) {
            over = true;
            timeout.dispose();
            link.unbind(this);
            room.exited(this, active);
            active = false;
        }
    }

    private boolean initiator() {
        return room.process().id().compareTo(peerId()) < 0;
    }

    private void handshake() {
        String next = !started || localPassed || over ? null : payloads.poll();
        if (next == null) {
            return;
        }
        Matcher field = FIELD.matcher(next);
        String value = field.find() ? field.group(2) : "";
        if (initiator() && next.contains("\"response\"") && value.equals(proof(challenge))) {
            pass();
        } else if (!initiator() && next.contains("\"challenge\"")) {
            send("@_hsdata", "{\"__trystero_pw\":\"response\",\"h\":\"" + proof(value) + "\"}", PayloadKind.JSON);
            pass();
        } else {
            fail("incorrect password for overlapping room");
        }
    }

    private String proof(String of) {
        return PasswordProof.of(of, room.password(), World.APP, room.roomId());
    }

    private void pass() {
        if (!over) {
            localPassed = true;
            send("@_hsready", "", PayloadKind.TEXT);
            activate();
        }
    }

    private void activate() {
        if (localPassed && remoteReady && !active && !over) {
            active = true;
            timeout.dispose();
            room.joined(this);
        }
    }

    private void fail(String error) {
        room.failed(peerId(), error);
        exit();
    }

    private static String text(ActionFrame frame) {
        return new String(frame.bytes(), frame.offset(), frame.length(), StandardCharsets.UTF_8);
    }
}
