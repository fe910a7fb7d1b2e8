package io.trystero.engine;

import io.trystero.wire.Reassembly;

/** The bounds on what others can make an instance keep; {@code docs/limits.md} lists them with what happens past them. */
final class Bounds {

    static final int MIB = 1 << 20;

    /** Largest message, in bytes of payload. */
    static final int MESSAGE_BYTES = 64 * MIB;

    /** Unfinished messages of one peer in one room. */
    static final Reassembly.Limits REASSEMBLY = new Reassembly.Limits(MESSAGE_BYTES, 128L * MIB, MIB, 1_024);

    /** Largest payload of a handshake. */
    static final int HANDSHAKE_BYTES = MIB;

    /** Unfinished messages of one peer that has not passed the handshake: its payloads are all that it may send. */
    static final Reassembly.Limits PENDING_REASSEMBLY = new Reassembly.Limits(HANDSHAKE_BYTES, 4L * MIB, 64 * 1024, 64);

    /** Bytes of one peer on their way from the transport to the loop. */
    static final long PEER_INBOX_BYTES = 64L * MIB;

    /** Bytes of all peers of an instance on their way from the transport to the loop. */
    static final long INSTANCE_INBOX_BYTES =
            Math.min(512L * MIB, Runtime.getRuntime().maxMemory() / 4);

    /** Bytes of unfinished messages, of all peers of an instance; a quarter of the heap if that is less. */
    static final long INSTANCE_REASSEMBLY_BYTES = 512L * MIB;

    /** Bytes of one peer's messages that wait for subscribers, handlers and handshakes. */
    static final long PEER_DELIVERY_BYTES = 128L * MIB;

    /** Bytes of all such messages of an instance; a quarter of the heap if that is less. */
    static final long INSTANCE_DELIVERY_BYTES = 512L * MIB;

    /** Bytes of one peer's streams that are in memory and have not been read. */
    static final long PEER_STREAM_BYTES = 64L * MIB;

    /** Bytes of all such streams of an instance, an eighth of the heap if that is less: messages still find room beside them. */
    static final long INSTANCE_STREAM_BYTES = 256L * MIB;

    /** Streams of one peer in one room whose last chunk has not come; those that have come whole and wait are not counted. */
    static final int TRANSFERS = 256;

    /** What a stream counts for beside its bytes. */
    static final int TRANSFER_OVERHEAD = 1_024;

    /** What a chunk of a stream counts for at least. */
    static final int CHUNK_LEAST = 256;

    /** Bytes of answers that wait to be sent to one peer. */
    static final long PEER_ANSWER_BYTES = 128L * MIB;

    /** Bytes of such answers of an instance, or a quarter of the heap if that is less. */
    static final long INSTANCE_ANSWER_BYTES = 512L * MIB;

    /** What a message that waits counts for beside its bytes. */
    static final int DELIVERY_OVERHEAD = 256;

    /** Bytes handed to a peer's channel and not reported as sent. */
    static final long SEND_WINDOW_BYTES = MIB;

    /** Such bytes, those of control frames included, past which no room is attached any more. */
    static final long CLOGGED_BYTES = 4L * MIB;

    /** Renegotiations of one connection that are not answered yet. */
    static final int RENEGOTIATIONS = 16;

    /** Times in a row that an offer over the channel is sent without an answer that fits. */
    static final int UNANSWERED_OFFERS = 5;

    /** Tracks that one peer sends at a time. */
    static final int REMOTE_TRACKS = 64;

    /** Names of our streams and tracks on one connection that are remembered as used up. */
    static final int MEDIA_NAMES = 1_024;

    /** Keys of streams, and of tracks, that are remembered of one peer, and its streams; those that have ended make room. */
    static final int MEDIA_KEYS = 1_024;

    /** Streams, and tracks, of one peer that are announced in one room and have not come. */
    static final int ANNOUNCED_MEDIA = 64;

    /** Sends that wait for one peer. */
    static final int QUEUED_SENDS = 65_536;

    /** Handshake frames kept for a room that a peer is not attached to yet. */
    static final int HELD_HANDSHAKE_FRAMES = 64;

    /** Bytes of such frames, of one peer. */
    static final int HELD_HANDSHAKE_BYTES = 256 * 1024;

    /** Handshake payloads that wait for the user's handshake to take them. */
    static final int HANDSHAKE_PAYLOADS = 64;

    /** Room tokens that one peer may say it is present in. */
    static final int PRESENT_TOKENS = 4_096;

    /** Remote candidates kept until the description that they belong to. */
    static final int PENDING_CANDIDATES = 64;

    /** Peers that an instance keeps a negotiation with, connected ones included. */
    static final int NEGOTIATIONS = 4_096;

    /** Peers attached to one room. */
    static final int ROOM_PEERS = 1_024;

    /** Connections under way for one room. */
    static final int ROOM_ATTEMPTS = 512;

    /** Connections tried for one room in a minute: each costs one of the transport's. */
    static final int ROOM_ATTEMPTS_A_MINUTE = 2_048;

    /** Connections tried by an instance in a minute. */
    static final int ATTEMPTS_A_MINUTE = 4_096;

    /** Announces replied to in one room in a minute. */
    static final int ROOM_REPLIES_A_MINUTE = 4_096;

    /** Offers that stand for whoever comes to a room. */
    static final int STANDING_OFFERS = 3;

    /** Such offers of all rooms of an instance, each of which costs a connection. */
    static final int INSTANCE_STANDING_OFFERS = 60;

    /** Handshakes under way in one room. */
    static final int ROOM_HANDSHAKES = 512;

    /** Peers that a room refused and remembers. */
    static final int REFUSED_PEERS = 1_024;

    /** Characters of the candidates that came before their offers, of all peers of an instance. */
    static final long EARLY_CANDIDATE_CHARACTERS = 16L * MIB;

    /** Remote candidates that one connection takes. */
    static final int CANDIDATES = 1_024;

    /** Rooms whose signal is held while a negotiation with that peer runs elsewhere. */
    static final int HELD_ROOMS = 64;

    /** Pings to one peer that wait for their pong. */
    static final int PENDING_PINGS = 1_024;

    private Bounds() {}
}
