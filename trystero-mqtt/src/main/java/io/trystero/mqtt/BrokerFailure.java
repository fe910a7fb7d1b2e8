package io.trystero.mqtt;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/**
 * Why a broker could not be used.
 *
 * @param reason in a line
 * @param wantsLess whether the broker said that we ask too much of it
 */
record BrokerFailure(String reason, boolean wantsLess) {

    private static final int MAX_LENGTH = 200;

    static BrokerFailure of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ConnectionFailedException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Mqtt3ConnAckException refused) {
            return refusal("the broker refuses us", refused.getMqttMessage().getReturnCode());
        } else if (cause instanceof Mqtt5ConnAckException refused) {
            return refusal("the broker refuses us", refused.getMqttMessage().getReasonCode());
        } else if (cause instanceof Mqtt5DisconnectException sentAway) {
            return refusal("the broker sent us away", sentAway.getMqttMessage().getReasonCode());
        } else if (cause instanceof Mqtt5SubAckException refused) {
            return refusal(
                    "the broker refuses a subscription",
                    refused.getMqttMessage().getReasonCodes());
        } else if (cause instanceof Mqtt3SubAckException) {
            return new BrokerFailure("the broker refuses a subscription", false);
        } else if (cause instanceof ConnectionClosedException) {
            return new BrokerFailure("connection closed", false);
        } else if (cause instanceof ConnectException) {
            return new BrokerFailure("connection refused", false);
        } else if (cause instanceof UnknownHostException) {
            return new BrokerFailure("unknown host", false);
        }
        return new BrokerFailure(
                line(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()), false);
    }

    private static BrokerFailure refusal(String what, Object code) {
        String name = code.toString();
        boolean wantsLess = name.contains("QUOTA_EXCEEDED")
                || name.contains("RATE_EXCEEDED")
                || name.contains("RATE_TOO_HIGH")
                || name.contains("SERVER_BUSY");
        return new BrokerFailure(
                what + ": " + line(name.toLowerCase(Locale.ROOT).replace('_', ' ')), wantsLess);
    }

    /** What the broker had a say in is cut short and has no control characters. */
    private static String line(String text) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ");
        return clean.length() <= MAX_LENGTH ? clean : clean.substring(0, MAX_LENGTH) + "…";
    }
}
