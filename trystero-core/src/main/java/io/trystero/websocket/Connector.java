package io.trystero.websocket;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes connections and owns the thread on which all of one socket happens. Closed when the socket is disposed. */
interface Connector {

    /**
     * Runs a task on the socket's thread: at once if this is it, else soon and in order.
     *
     * @return false if the thread has ended, and the task will not run
     */
    boolean execute(Runnable task);

    /** Starts to connect. Called on the socket's thread, on which the events come too, none before this returns. */
    Link connect(WebSocketUrl url, Events events);

    /** Lets go of the thread once the last link, which was closed or aborted before, is gone. */
    void close();

    /** A connection, or the attempt at one. Used on the socket's thread alone. */
    interface Link {

        /**
         * Sends a message, text if told so.
         *
         * @param done called with null once it is handed to the network, else with what went wrong
         */
        void send(byte[] bytes, boolean text, Consumer<@Nullable Throwable> done);

        void ping();

        /** Says goodbye and closes soon. No event comes any more. */
        void close();

        /** Closes at once. No event comes any more. */
        void abort();
    }

    /** What a link tells. */
    interface Events {

        void onOpen();

        void onText(String text);

        void onBinary(ByteBuffer bytes);

        /** Something came that is no message. */
        void onSignOfLife();

        /** It could not be opened, since the server answered with an HTTP status; {@link #onClosed} follows. */
        void onRefused(int httpStatus);

        /** It could not be opened, or is closed now. The last event. */
        void onClosed(String reason);
    }
}
