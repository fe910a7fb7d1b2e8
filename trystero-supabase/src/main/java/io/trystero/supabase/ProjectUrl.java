package io.trystero.supabase;

import io.trystero.websocket.WebSocketUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a project is, such as {@code https://NAME.supabase.co}.
 *
 * @param secure whether it is reached by TLS
 * @param server its host with its port, if the URL names one, and its path, if it has one
 */
record ProjectUrl(boolean secure, String server) {

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none of a project; the message begins with the field's name
     */
    static ProjectUrl parse(String field, String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException(field + ": not a URL: " + unreadable.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    field + ": a project's URL is https://NAME.supabase.co, or http://HOST:PORT");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(field + ": a project's URL has no user, query or fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException(field + ": a port is from 1 to 65535");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return new ProjectUrl(
                scheme.equals("https"),
                uri.getHost().toLowerCase(Locale.ROOT) + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + path);
    }

    /** Returns where the project's channels are, for who has the key. */
    WebSocketUrl webSocket(String key) {
        return WebSocketUrl.parse((secure ? "wss://" : "ws://") + server + "/realtime/v1/websocket?apikey="
                + URLEncoder.encode(key, StandardCharsets.UTF_8) + "&vsn=2.0.0");
    }

    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + server;
    }
}
