package io.trystero.supabase;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.signaling.RelayStatus;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The channels of a server, by their topic, over a connection that is made again whenever it is lost. The listener is called on a
 * thread of its own; all but {@link #isOpen} is for that thread, unless said otherwise.
 */
interface Channels extends Disposable {

    /** Hears what happens. */
    interface Listener {

        /** We are in a channel that we are to stay in, and hear what is said from now on. */
        void onJoined(String topic);

        /** We are out of a channel; we are let in again later. */
        void onLeft(String topic);

        /** Somebody has said something in a channel that we are in. */
        void onBroadcast(String topic, String event, JsonNode payload);
    }

    /** Returns the relay's state: see {@link io.trystero.signaling.Relay#status}. Thread-safe. */
    Flux<RelayStatus> status();

    /** Runs a task on the thread. Thread-safe. */
    void execute(Runnable task);

    /** Tells whether there is a connection. Thread-safe. */
    boolean isOpen();

    /** Joins a channel to stay in it, over reconnects too, until told otherwise. */
    void join(String topic);

    void leave(String topic);

    /**
     * Says something in a channel, once we are in it.
     *
     * @return completes when it has been handed to the network; fails if we are not let in or have no connection
     */
    Mono<Void> broadcast(String topic, String event, JsonNode payload);

    /** Thread-safe. */
    void pause();

    /** Thread-safe. */
    void resume();

    /** Says that something made no sense. */
    void drop(String what);
}
