package io.trystero.mqtt;

import io.trystero.websocket.WebSocketUrl;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker is: {@code ws:} or {@code wss:} over a WebSocket, {@code mqtt:} or {@code mqtts:} without one. Shown without
 * secrets, equal with them.
 *
 * @param address host, port and credentials, as those of a WebSocket
 * @param overWebSocket whether MQTT is spoken over a WebSocket
 */
record BrokerUrl(WebSocketUrl address, boolean overWebSocket) {

    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none of the above; the message does not repeat secrets
     */
    static BrokerUrl parse(String url) {
        String text = url.strip();
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "ws", "wss" -> {
                return new BrokerUrl(address(text), true);
            }
            case "mqtt", "mqtts" -> {
                BrokerUrl broker =
                        new BrokerUrl(address((scheme.equals("mqtt") ? "ws" : "wss") + text.substring(colon)), false);
                if (!broker.path().isEmpty() && !broker.path().equals("/")) {
                    throw new IllegalArgumentException("url: without a WebSocket there is no path and no query");
                }
                return broker;
            }
            default ->
                throw new IllegalArgumentException("url: a broker's URL starts with ws://, wss://, mqtt:// or mqtts://"
                        + (scheme.isEmpty() ? "" : ", this one with " + scheme + ":"));
        }
    }

    private static WebSocketUrl address(String url) {
        try {
            return WebSocketUrl.parse(url);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("url: " + refused.getMessage());
        }
    }

    String host() {
        return address.host();
    }

    int port() {
        if (overWebSocket || address.hasPort()) {
            return address.port();
        }
        return isSecure() ? TLS_PORT : PLAIN_PORT;
    }

    boolean isSecure() {
        return address.isSecure();
    }

    /** Returns path and query of the WebSocket, as they are. */
    String path() {
        return address.resource();
    }

    @Nullable
    String user() {
        String info = address.userInfo();
        int colon = info == null ? -1 : info.indexOf(':');
        return info == null || colon < 0 ? info : info.substring(0, colon);
    }

    @Nullable
    String password() {
        String info = address.userInfo();
        int colon = info == null ? -1 : info.indexOf(':');
        return info == null || colon < 0 ? null : info.substring(colon + 1);
    }

    /** Returns it without secrets. */
    @Override
    public String toString() {
        String shown = address.redacted();
        return overWebSocket ? shown : (isSecure() ? "mqtts" : "mqtt") + shown.substring(shown.indexOf(':'));
    }
}
