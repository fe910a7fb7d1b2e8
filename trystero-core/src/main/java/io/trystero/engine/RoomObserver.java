package io.trystero.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.rtc.media.RemoteStream;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Hears what happens in a room. Called on the loop, where it may only enqueue. */
public interface RoomObserver {

    /** The room has its first live relay or its first attached peer; called once. */
    void onReady();

    /** There is a connection to a peer, and it is attached to the room. */
    void onConnected(String peerId);

    /** The room is looked for on more relays than before. */
    void onRelaysChanged();

    /** A peer that was found that way has passed the handshake, on both sides. */
    void onJoined(String peerId, Found found);

    /** A peer that had joined has gone. */
    void onLeft(String peerId, Departure reason);

    /** A whole message of a joined peer arrived; whoever hears it lets go of its bytes. */
    void onMessage(String peerId, Reassembly.Completed message, Hold bytes);

    /** The first chunk of a message arrived that is to be {@linkplain RoomEngine#stream streamed}; who hears it listens to it. */
    void onTransfer(String peerId, IncomingTransfer transfer);

    /** More of a message of several chunks has come, so that the fraction is another. */
    void onReceiveProgress(String peerId, String action, double fraction, @Nullable ByteBuffer metadata, Hold bytes);

    /** A message was dropped because it passed a bound; whoever hears it lets go of what telling it holds. */
    void onDropped(String peerId, DroppedMessage message, Hold bytes);

    /** A joined peer's stream has come, or is shown in this room too. */
    void onStream(String peerId, RemoteStream stream, @Nullable JsonNode metadata);

    /** A joined peer's track has come, or is shown in this room too, or takes the place of another. */
    void onTrack(String peerId, RemoteTrack track, RemoteStream stream, @Nullable JsonNode metadata);

    /** A peer could not come into the room. */
    void onFailure(RoomFailure failure);

    /** Runs the user's handshake with a peer. */
    void onHandshake(HandshakeSession session);

    /** The room has been left: nothing follows. */
    void onClosed();

    /** One user handshake with one peer. Thread-safe; every method enqueues. */
    interface HandshakeSession {

        /** Largest payload that the other side takes. */
        int MAX_BYTES = Bounds.HANDSHAKE_BYTES;

        String peerId();

        /** Tells whether we are to speak first. */
        boolean initiator();

        void send(PayloadKind kind, ByteBuffer payload, byte @Nullable [] metadata);

        /** Sets who takes the other side's payloads, those that have come already first. Called on the loop. */
        void onData(DataConsumer consumer);

        /** Sets what to do when the session ends before it passed or failed. Called on the loop. */
        void onCancel(Runnable cancel);

        void pass();

        void fail(String message);

        /** Refuses the peer for what the user's handshake failed with. */
        void fail(Throwable error);
    }

    /** Takes handshake payloads. */
    @FunctionalInterface
    interface DataConsumer {
        void accept(Reassembly.Completed payload, Hold bytes);
    }
}
