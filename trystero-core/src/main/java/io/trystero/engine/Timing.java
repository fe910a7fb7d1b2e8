package io.trystero.engine;

/** The protocol's timers, in milliseconds (protocol, section 2). */
final class Timing {

    /**
     * Delays after the first announces on a relay. The last is ours: a JavaScript peer whose offer was lost, or came while we
     * were not there yet, does not repeat it for 4 800 ms, and without an announce after that not for a minute.
     */
    private static final long[] BURST = {233, 533, 1_333, 5_333};

    /** An offer is not repeated on a relay before this has passed: 0.9 of the announce interval of older releases. */
    static final long OFFER_REPEAT = 4_800;

    /** How long an offer stands unanswered. */
    static final long OFFER_LIFE = 57_333;

    /** How long a connection may take to open after the answer, on either side. */
    static final long ANSWERED_LIFE = 23_333;

    /** How long a JavaScript peer may take to forget an offer whose answer it cannot apply. */
    static final long TAKEOVER = 250;

    /** How long another room waits before the offer that is out is sent there too. */
    static final long HELD_ANNOUNCE = 2_000;

    /** How long a path may be silent before the peer is given up. */
    static final long DISCONNECTED = 5_000;

    /**
     * How long a path may have failed before the peer is given up: with a TURN server's connection it fails at once, and the
     * other side takes 5 s to notice the silence, and only then answers a restart.
     */
    static final long FAILED = 10_000;

    /**
     * When the offer of an ICE restart is sent once more. Not later than that: a JavaScript peer that has given the connection
     * up takes it for the offer of a new one.
     */
    static final long RESTART_REPEAT = 1_500;

    /** How long an offer over the channel waits for its answer before it is made again. */
    static final long RENEGOTIATION = 5_000;

    /**
     * How long after a stream was announced that was there already it may yet end, to come again for that announcement: as
     * long as an offer is made again.
     */
    static final long MEDIA_AGAIN = RENEGOTIATION * Bounds.UNANSWERED_OFFERS;

    /** Longest wait for candidates where they cannot trickle. */
    static final long GATHERING = 15_000;

    /**
     * How long the side that made a connection waits for the other's readiness before it takes that for lost: some round
     * trips.
     */
    static final long FIRST_WORD = 2_000;

    /** How long an offer stands for whoever comes. */
    static final long STANDING_OFFER_LIFE = 120_000;

    /** How long such an offer must still stand to be announced: an answer takes a while. */
    static final long STANDING_OFFER_LEFT = 10_000;

    /** How long such an offer stands at least before another room's takes its place. */
    static final long STANDING_OFFER_TURN = 10_000;

    /** A peer that is to answer an offer of ours is handed one by another announce, but not sooner after the last. */
    static final long OFFER_SOON = 2_000;

    /**
     * How long the answer to such an offer is given before another offer of that peer is answered instead: somebody else may
     * have been faster.
     */
    static final long ANSWER_TAKEN = 5_000;

    /** The shortest time between steady announces where offers are handed around, whatever the server asks for. */
    static final long SHORTEST_OFFER_INTERVAL = 10_000;

    /** The longest such time, and that of a passive room that sleeps. */
    static final long LONGEST_OFFER_INTERVAL = 120_000;

    /** How long a handshake frame is kept for a room that the peer is not attached to: as long as it waits for an answer. */
    static final long HELD_HANDSHAKE = 10_000;

    /** How long a peer that was refused once is not asked again. */
    static final long FIRST_REFUSAL = 1_000;

    /** The same for one that is refused again and again; the pause doubles up to it. */
    static final long LONGEST_REFUSAL = 60_000;

    /** How long a connection that no room uses is kept. */
    static final long SHARED_IDLE = 123_333;

    /** How long a passive room stays awake at least. */
    static final long PASSIVE_GRACE = 7_533;

    /** From goodbye to leaving, so that the goodbye gets out first. */
    static final long LEAVE = 99;

    /** Longest wait for queued data to leave before a connection is closed. */
    static final long FLUSH = 2_000;

    /** How long a peer that was said goodbye to must be silent before its worn connection is closed: its last words are due. */
    static final long RECYCLE_QUIET = 500;

    /** Longest wait for that silence. */
    static final long RECYCLE_LIMIT = 10_000;

    /** How long a target may take nothing before its sends fail. */
    static final long STALLED = 10_000;

    /** How long the source of a streamed send may give nothing: well before the receivers drop what they have. */
    static final long SOURCE_SILENT = 30_000;

    /** How long an unfinished message may stand without a new chunk. */
    static final long PARTIAL_IDLE = 60_000;

    /** How often such messages are looked for, at most. */
    static final long PARTIAL_CHECK = 1_000;

    private Timing() {}

    /** Returns the delay after that many announces of a burst, never longer than the steady interval. */
    static long afterAnnounce(int announces, long interval) {
        return announces <= BURST.length ? Math.min(BURST[announces - 1], interval) : interval;
    }
}
