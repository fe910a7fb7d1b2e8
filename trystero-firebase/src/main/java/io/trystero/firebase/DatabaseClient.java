package io.trystero.firebase;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.firebase.ServerMessage.Change;
import io.trystero.signaling.RelayStatus;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A client of a database, connected again whenever it loses its connection. Paths begin at the database's root and have no slash
 * at either end. The listener is called on the client's own thread; all but {@link #isReady} is for that thread, unless said otherwise.
 */
interface DatabaseClient extends Disposable {

    /** Hears what happens. */
    interface Listener {

        /** A listen is taken; what is stored there and further changes follow. */
        void onListening(String path);

        /** A listen is over, or was refused: it is tried again later. */
        void onListenLost(String path);

        /**
         * A value has changed.
         *
         * @param listened the path that is listened to
         * @param change where below it, as a path from there
         */
        void onChanged(String listened, Change change);

        /** The connection is lost and all listens with it; they are made again. What was to be done then is or will be. */
        void onLost();
    }

    /** Returns the relay's state: see {@link io.trystero.signaling.Relay#status}. Thread-safe. */
    Flux<RelayStatus> status();

    /** Runs a task on the client's thread. Thread-safe. */
    void execute(Runnable task);

    /** Tells whether requests can be made. Thread-safe. */
    boolean isReady();

    /** Listens to a path, over reconnects too, until told otherwise. */
    void listen(String path);

    void unlisten(String path);

    /**
     * Stores a value, or removes it with JSON null. Sent at once.
     *
     * @return completes when the database has taken it; fails with a {@link DatabaseException} otherwise
     */
    Mono<Void> put(String path, JsonNode value);

    /** Removes what is at a path as soon as the database sees that we are gone. Otherwise like {@link #put}. */
    Mono<Void> removeOnDisconnect(String path);

    /** Does not remove it then. Otherwise like {@link #put}. */
    Mono<Void> keepOnDisconnect(String path);

    /** Returns a key that sorts after those made before. */
    String newKey();

    /** Thread-safe. */
    void pause();

    /** Thread-safe. */
    void resume();

    /** Says that something made no sense that was stored. */
    void drop(String what);
}
