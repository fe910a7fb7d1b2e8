package io.trystero.firebase;

import io.trystero.websocket.WebSocketUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is: {@code https://NAME.firebaseio.com}, {@code https://NAME.REGION.firebasedatabase.app}, or any server and,
 * by {@code ?ns=NAME}, one of its databases.
 *
 * @param secure whether it is reached by TLS
 * @param server its host with its port, if the URL names one
 * @param namespace the database's name there
 */
record DatabaseUrl(boolean secure, String server, String namespace) {

    private static final String NAME = "[A-Za-z0-9._-]+";
    private static final String FORM = "a database's URL is https://NAME.firebaseio.com, "
            + "https://NAME.REGION.firebasedatabase.app or http://HOST:PORT?ns=NAME";

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none of a database; the message begins with the field's name
     */
    static DatabaseUrl parse(String field, String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException(field + ": not a URL: " + unreadable.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException(field + ": " + FORM);
        }
        String path = uri.getRawPath();
        if (uri.getRawUserInfo() != null
                || uri.getRawFragment() != null
                || (path != null && !path.isEmpty() && !path.equals("/"))) {
            throw new IllegalArgumentException(field + ": names a whole database, without user, path or fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException(field + ": a port is from 1 to 65535");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return new DatabaseUrl(
                scheme.equals("https"),
                host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()),
                namespace(field, uri.getRawQuery(), host));
    }

    private static String namespace(String field, @Nullable String query, String host) {
        if (query != null) {
            if (!query.matches("ns=" + NAME)) {
                throw new IllegalArgumentException(field + ": may have ns=NAME after its question mark, and no more");
            }
            return query.substring(3);
        }
        int dot = host.indexOf('.');
        if (dot <= 0 || host.matches("[0-9.]+")) {
            throw new IllegalArgumentException(field + ": does not say which database: " + FORM);
        }
        return host.substring(0, dot);
    }

    /** Returns where to connect at first. */
    WebSocketUrl webSocket() {
        return webSocket(server, null);
    }

    /**
     * Returns where to connect.
     *
     * @param host the server that has the database, as the one that was asked before has said
     * @param lastSession our last session there, which is over
     * @throws IllegalArgumentException if that is no server
     */
    WebSocketUrl webSocket(String host, @Nullable String lastSession) {
        return WebSocketUrl.parse((secure ? "wss://" : "ws://") + host + "/.ws?v=5&ns=" + namespace
                + (lastSession == null ? "" : "&ls=" + URLEncoder.encode(lastSession, StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        String origin = (secure ? "https://" : "http://") + server;
        return server.startsWith(namespace + ".") ? origin : origin + "?ns=" + namespace;
    }
}
