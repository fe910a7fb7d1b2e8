package io.trystero.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a WebSocket server: {@code ws:} or {@code wss:}, a host, and what else the server wants.
 *
 * <p>User info and the query often carry passwords and keys. They are sent to the server and shown to nobody: every
 * textual form of this class leaves them out. Two URLs are equal if they were written the same, secrets included.
 */
public final class WebSocketUrl {

    private final URI uri;

    private WebSocketUrl(URI uri) {
        this.uri = uri;
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none, is not of scheme {@code ws} or {@code wss}, has no host, an
     *     impossible port, or a fragment; the message says which and does not repeat secrets
     */
    public static WebSocketUrl parse(String url) {
        URI uri;
        try {
            uri = new URI(Objects.requireNonNull(url, "url").strip());
        } catch (URISyntaxException unreadable) {
            // Neither the message nor the cause: both quote the input, and so its secrets.
            throw new IllegalArgumentException("not a URL: " + unreadable.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("ws") && !scheme.equals("wss")) {
            throw new IllegalArgumentException("a WebSocket URL starts with ws:// or wss://, this one with "
                    + (scheme.isEmpty() ? "no scheme" : scheme + ":"));
        }
        if (uri.getHost() == null && hasUnderscore(uri)) {
            throw new IllegalArgumentException(
                    "a host name has no underscore (_); use the machine's address, or another name");
        }
        if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
            throw new IllegalArgumentException("a WebSocket URL names a host and, if any, a port from 1 to 65535");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a WebSocket URL has no fragment (#)");
        }
        return new WebSocketUrl(uri);
    }

    /** Tells whether the host is one that Java takes for none, though some networks name machines so. */
    private static boolean hasUnderscore(URI uri) {
        String authority = uri.getRawAuthority();
        return authority != null
                && authority.substring(authority.lastIndexOf('@') + 1).contains("_");
    }

    /** Tells whether the connection is encrypted. */
    public boolean isSecure() {
        return "wss".equalsIgnoreCase(uri.getScheme());
    }

    /** Returns the host's name or address, an IPv6 address without brackets. */
    public String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Returns the port, the scheme's own if the URL names none. */
    public int port() {
        return uri.getPort() > 0 ? uri.getPort() : isSecure() ? 443 : 80;
    }

    /** Tells whether the URL names a port. */
    public boolean hasPort() {
        return uri.getPort() > 0;
    }

    /** Returns path and query as they are written, what is secret in them included. */
    public String resource() {
        return path() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** Returns the user info, decoded: {@code user} or {@code user:password}; null if there is none. */
    public @Nullable String userInfo() {
        return uri.getUserInfo();
    }

    /** Returns the URL that the server is asked for: all of it but the user info. */
    URI request() {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(origin() + (path().isEmpty() ? "/" : path()) + query);
    }

    /**
     * Returns the URL as it may be shown: without user info and without the values of its query.
     *
     * @return for {@code wss://me:pw@example.org/x?apikey=k1}, {@code wss://example.org/x?apikey=***}
     */
    public String redacted() {
        String query = uri.getRawQuery();
        if (query == null) {
            return origin() + path();
        }
        List<String> shown = new ArrayList<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            shown.add(equals < 0 ? "***" : parameter.substring(0, equals) + "=***");
        }
        return origin() + path() + "?" + String.join("&", shown);
    }

    /** Returns a text that may quote this URL, such as an error's message, without this URL's secrets. */
    String redact(String text) {
        String clean = text.replace(uri.toString(), redacted());
        for (String secret : secrets()) {
            clean = clean.replace(secret, "***");
        }
        return clean;
    }

    private List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (String secret :
                new String[] {uri.getRawUserInfo(), uri.getUserInfo(), uri.getRawQuery(), uri.getQuery()}) {
            if (secret != null && !secret.isEmpty()) {
                secrets.add(secret);
            }
        }
        return secrets;
    }

    private String origin() {
        return (isSecure() ? "wss://" : "ws://") + uri.getHost() + (uri.getPort() > 0 ? ":" + uri.getPort() : "");
    }

    private String path() {
        return uri.getRawPath() == null ? "" : uri.getRawPath();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebSocketUrl that && uri.equals(that.uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    /** Returns the {@linkplain #redacted() redacted} form. */
    @Override
    public String toString() {
        return redacted();
    }
}
