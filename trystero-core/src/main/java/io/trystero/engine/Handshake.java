package io.trystero.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.wire.Ids;
import io.trystero.wire.PasswordProof;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Our side of the handshake with one peer in one room (protocol, section 5): the password's challenge first, if the room
 * has one, then the user's handshake, if there is one. Payloads come in order and wait, bounded, for whoever is to take
 * them.
 */
final class Handshake {

    private final RoomEngine room;
    private final RoomPeer peer;
    private final Queue<Reassembly.Completed> waiting = new ArrayDeque<>();
    private Stage stage = Stage.IDLE;
    private @Nullable String challenge;
    private RoomObserver.@Nullable DataConsumer userConsumer;
    private @Nullable Runnable userCancel;

    private enum Stage {
        IDLE,
        /** Initiator: challenged, waits for the response. */
        CHALLENGED,
        /** Responder: waits for the challenge. */
        AWAITING_CHALLENGE,
        USER,
        OVER
    }

    Handshake(RoomEngine room, RoomPeer peer) {
        this.room = room;
        this.peer = peer;
    }

    void start() {
        if (!hasPassword()) {
            startUser();
        } else if (initiator()) {
            challenge = Ids.random(room.engine().random(), Ids.CHALLENGE_LENGTH);
            stage = Stage.CHALLENGED;
            sendJson("{\"" + PasswordProof.MARK + "\":\"challenge\",\"c\":\"" + challenge + "\"}");
        } else {
            stage = Stage.AWAITING_CHALLENGE;
        }
    }

    /** Takes a payload of the other side. */
    void onData(Reassembly.Completed payload) {
        switch (stage) {
            case CHALLENGED -> verify(payload);
            case AWAITING_CHALLENGE -> {
                if (respond(payload)) {
                    startUser();
                } else {
                    wrongPassword();
                }
            }
            case USER, IDLE -> {
                if (PasswordProof.isMessage(payload.kind(), payload.payload())) {
                    // the password's part is none of the user's
                    room.engine().counters().count(Counters.Kind.UNEXPECTED_FRAME);
                    return;
                }
                RoomObserver.DataConsumer consumer = userConsumer;
                if (consumer != null) {
                    give(consumer, payload);
                } else if (waiting.size() < Bounds.HANDSHAKE_PAYLOADS) {
                    waiting.add(payload);
                } else {
                    room.engine().counters().count(Counters.Kind.OVER_BOUND);
                }
            }
            case OVER -> {
                // the other side began anew, and has forgotten what we said before
                if (hasPassword() && !initiator() && peer.isWaitingForReady() && respond(payload)) {
                    peer.repeatReady();
                } else {
                    room.engine().counters().count(Counters.Kind.UNEXPECTED_FRAME);
                }
            }
        }
    }

    private void give(RoomObserver.DataConsumer consumer, Reassembly.Completed payload) {
        Hold bytes = peer.shared().hold(payload);
        if (bytes == null) {
            room.engine().counters().count(Counters.Kind.OVER_BOUND);
            fail(RoomFailure.Kind.HANDSHAKE_REFUSED, "too many bytes of handshake payloads wait to be received");
        } else {
            consumer.accept(payload, bytes);
        }
    }

    /** Ends without a result. */
    void cancel() {
        if (stage != Stage.OVER) {
            stage = Stage.OVER;
            waiting.clear();
            if (userCancel != null) {
                userCancel.run();
            }
        }
    }

    private void verify(Reassembly.Completed payload) {
        JsonNode response = passwordMessage(payload, "response");
        String expected = PasswordProof.of(
                Objects.requireNonNull(challenge),
                room.settings().password(),
                room.engine().appId(),
                room.settings().roomId());
        if (response != null && response.path("h").asText().equals(expected)) {
            startUser();
        } else {
            wrongPassword();
        }
    }

    /** Answers a challenge; returns whether it was one. */
    private boolean respond(Reassembly.Completed payload) {
        JsonNode message = passwordMessage(payload, "challenge");
        if (message == null || !message.path("c").isTextual()) {
            return false;
        }
        String proof = PasswordProof.of(
                message.path("c").asText(),
                room.settings().password(),
                room.engine().appId(),
                room.settings().roomId());
        sendJson("{\"" + PasswordProof.MARK + "\":\"response\",\"h\":\"" + proof + "\"}");
        return true;
    }

    private void startUser() {
        if (!room.settings().userHandshake()) {
            stage = Stage.OVER;
            peer.localHandshakePassed();
            return;
        }
        stage = Stage.USER;
        room.observer().onHandshake(new Session());
    }

    private void wrongPassword() {
        fail(RoomFailure.Kind.WRONG_PASSWORD_ON_SHARED_CONNECTION, "Trystero: incorrect password for overlapping room");
    }

    private void fail(RoomFailure.Kind kind, String message) {
        fail(kind, message, null);
    }

    private void fail(RoomFailure.Kind kind, String message, @Nullable Throwable error) {
        cancel();
        peer.handshakeFailed(kind, message, error);
    }

    private boolean hasPassword() {
        return !room.settings().password().isEmpty();
    }

    private boolean initiator() {
        return room.engine().selfId().compareTo(peer.peerId()) < 0;
    }

    private void sendJson(String json) {
        peer.control(
                ControlActions.HANDSHAKE_DATA,
                PayloadKind.JSON,
                ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)),
                null);
    }

    private static @Nullable JsonNode passwordMessage(Reassembly.Completed payload, String type) {
        if (payload.kind() != PayloadKind.JSON) {
            return null;
        }
        JsonNode message = PasswordProof.read(payload.payload());
        return message.path(PasswordProof.MARK).asText().equals(type) ? message : null;
    }

    private final class Session implements RoomObserver.HandshakeSession {

        @Override
        public String peerId() {
            return peer.peerId();
        }

        @Override
        public boolean initiator() {
            return Handshake.this.initiator();
        }

        @Override
        public void send(PayloadKind kind, ByteBuffer payload, byte @Nullable [] metadata) {
            room.engine().loop().execute(() -> {
                if (stage == Stage.USER) {
                    peer.control(ControlActions.HANDSHAKE_DATA, kind, payload, metadata);
                }
            });
        }

        @Override
        public void onData(RoomObserver.DataConsumer consumer) {
            userConsumer = consumer;
            for (Reassembly.Completed next = waiting.poll(); next != null; next = waiting.poll()) {
                give(consumer, next);
            }
        }

        @Override
        public void onCancel(Runnable cancel) {
            userCancel = cancel;
        }

        @Override
        public void pass() {
            room.engine().loop().execute(() -> {
                if (stage == Stage.USER) {
                    stage = Stage.OVER;
                    peer.localHandshakePassed();
                }
            });
        }

        @Override
        public void fail(String message) {
            room.engine().loop().execute(() -> {
                if (stage == Stage.USER) {
                    Handshake.this.fail(RoomFailure.Kind.HANDSHAKE_REFUSED, message);
                }
            });
        }

        @Override
        public void fail(Throwable error) {
            String message = error.getMessage();
            String told = message == null ? error.getClass().getSimpleName() : message;
            room.engine().loop().execute(() -> {
                if (stage == Stage.USER) {
                    Handshake.this.fail(RoomFailure.Kind.HANDSHAKE_REFUSED, told, error);
                }
            });
        }
    }
}
