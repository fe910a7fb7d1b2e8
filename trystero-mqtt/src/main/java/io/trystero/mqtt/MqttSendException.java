package io.trystero.mqtt;

/** A message could not be handed to a broker; it is gone. */
final class MqttSendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MqttSendException(String url, String why) {
        super("message to " + url + " not sent: " + why);
    }
}
