package io.trystero.mqtt;

/** Makes connections to one broker. */
@FunctionalInterface
interface BrokerConnector {

    /** Begins to connect. */
    BrokerLink connect(BrokerLink.Events events);
}
