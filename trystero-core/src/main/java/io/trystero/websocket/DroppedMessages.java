package io.trystero.websocket;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a server sends that makes no sense: the first of a connection is logged at WARN, the others at DEBUG. Not thread-safe. */
public final class DroppedMessages {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final String url;
    private long count;
    private boolean warned;

    /**
     * Begins with none.
     *
     * @param url the relay's, as it is shown
     */
    public DroppedMessages(String url) {
        this.url = url;
    }

    /** Another connection is open: the next one is logged at WARN again. */
    public void onOpen() {
        warned = false;
    }

    /** One was dropped; says in a word what was wrong with it, quoting nothing of it. */
    public void drop(String what) {
        count++;
        if (warned) {
            LOG.debug("{}: message dropped, {}; {} in all", url, what, count);
        } else {
            warned = true;
            LOG.warn("{}: message dropped, {}; {} in all; more on this connection are not told", url, what, count);
        }
    }

    /** Returns how many were dropped. */
    public long count() {
        return count;
    }
}
