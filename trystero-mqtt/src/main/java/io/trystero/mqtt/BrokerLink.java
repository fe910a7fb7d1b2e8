package io.trystero.mqtt;

import java.util.concurrent.CompletionStage;

/** One connection to a broker, or the attempt at one. Thread-safe; nothing blocks. */
interface BrokerLink {

    /** Subscribes; fails if the broker refuses. */
    CompletionStage<?> subscribe(String topic);

    CompletionStage<?> unsubscribe(String topic);

    /** Publishes with QoS 0; completes when the message is written. */
    CompletionStage<?> publish(String topic, byte[] payload);

    /** Says goodbye and closes. No event is of interest any more. */
    void close();

    /** What a link tells, on any thread, none before the call that made it has returned to whoever handles it. */
    interface Events {

        void onOpen();

        void onMessage(String topic, byte[] payload, boolean retained);

        /** It could not be opened, or is closed now. The last event. */
        void onClosed(Throwable cause);
    }
}
