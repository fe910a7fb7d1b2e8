package io.trystero.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy through which servers are reached: it is asked by {@code CONNECT} to pass bytes on, and looks up the server's
 * name itself. Equal by value, so that a strategy that holds one is too.
 */
public final class HttpProxy {

    private static final int DEFAULT_PORT = 8080;

    private final String host;
    private final int port;
    private final @Nullable String user;
    private final @Nullable String password;

    private HttpProxy(String host, int port, @Nullable String user, @Nullable String password) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
    }

    /**
     * Reads {@code http://host:port} or {@code http://user:password@host:port}; the port is 8080 unless given.
     *
     * @throws IllegalArgumentException if it is none of these; the message does not repeat secrets
     */
    public static HttpProxy parse(String url) {
        URI uri;
        try {
            uri = new URI(Objects.requireNonNull(url, "proxy").strip());
        } catch (URISyntaxException unreadable) {
            // Neither the message nor the cause: both quote the input, and so its secrets.
            throw new IllegalArgumentException("proxy: not a URL: " + unreadable.getReason());
        }
        if (!"http".equalsIgnoreCase(uri.getScheme())
                || uri.getHost() == null
                || uri.getPort() == 0
                || uri.getPort() > 65_535) {
            throw new IllegalArgumentException(
                    "proxy: a proxy's URL is http://host:port, or with user:password@ before the host");
        }
        String host = uri.getHost();
        String plainHost = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String credentials = uri.getUserInfo();
        int colon = credentials == null ? -1 : credentials.indexOf(':');
        return new HttpProxy(
                plainHost,
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                credentials == null || colon < 0 ? credentials : credentials.substring(0, colon),
                credentials == null ? null : colon < 0 ? "" : credentials.substring(colon + 1));
    }

    /** Returns its name or address, an IPv6 address without brackets. */
    public String host() {
        return host;
    }

    /** Returns its port. */
    public int port() {
        return port;
    }

    /** Returns who we are to it, {@code null} for nobody in particular. */
    public @Nullable String user() {
        return user;
    }

    /** Returns the password of that user, {@code null} if there is no user. */
    public @Nullable String password() {
        return password;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HttpProxy that
                && host.equals(that.host)
                && port == that.port
                && Objects.equals(user, that.user)
                && Objects.equals(password, that.password);
    }

    @Override
    public int hashCode() {
        return Objects.hash(host, port, user, password);
    }

    /** Names the server, without credentials. */
    @Override
    public String toString() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
