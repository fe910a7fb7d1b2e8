package io.trystero.rtc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server (RFC 7064, RFC 7065), checked when it is built: native code aborts on a bad URL.
 *
 * @param urls one or more of {@code stun:}, {@code stuns:}, {@code turn:} and {@code turns:} URLs
 * @param username for TURN, else {@code null}
 * @param credential for TURN, else {@code null}; never printed
 */
public record IceServer(
        List<String> urls,
        @Nullable String username,
        @Nullable String credential) {

    private static final Pattern URL = Pattern.compile(
            "(stuns?|turns?):(\\[[0-9a-f:.]+]|[a-z0-9_.-]+)(?::(\\d{1,5}))?(\\?transport=(?:udp|tcp))?",
            Pattern.CASE_INSENSITIVE);
    private static final int MAX_PORT = 65_535;
    /** RFC 8489, section 14.3: less than 509 bytes. */
    private static final int MAX_USERNAME_BYTES = 508;

    public IceServer {
        urls = List.copyOf(Objects.requireNonNull(urls, "urls must not be null"));
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("an ICE server needs at least one URL");
        }
        urls.forEach(IceServer::check);
        if (urls.stream().anyMatch(IceServer::isTurn) && (isBlank(username) || isBlank(credential))) {
            throw new IllegalArgumentException("the TURN server " + urls.get(0)
                    + " needs a user name and a credential: IceServer.turn(url, user," + " credential)");
        }
        if (username != null && username.getBytes(StandardCharsets.UTF_8).length > MAX_USERNAME_BYTES) {
            throw new IllegalArgumentException("the user name of the ICE server " + urls.get(0) + " is over "
                    + MAX_USERNAME_BYTES + " bytes long");
        }
    }

    /** Makes a STUN server, say {@code IceServer.stun("stun:stun.example.com:3478")}. */
    public static IceServer stun(String url) {
        return new IceServer(List.of(Objects.requireNonNull(url, "url must not be null")), null, null);
    }

    /** Makes a TURN server, say {@code IceServer.turn("turns:turn.example.com", user, secret)}. */
    public static IceServer turn(String url, String username, String credential) {
        return new IceServer(List.of(Objects.requireNonNull(url, "url must not be null")), username, credential);
    }

    /** Tells whether any of the URLs is a TURN server's. */
    public boolean isTurn() {
        return urls.stream().anyMatch(IceServer::isTurn);
    }

    private static boolean isTurn(String url) {
        return url.toLowerCase(Locale.ROOT).startsWith("turn");
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static void check(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an ICE server URL: \"" + url
                    + "\"; write stun:host[:port] or turn[s]:host[:port][?transport=udp|tcp]");
        }
        String port = parts.group(3);
        if (port != null && (Integer.parseInt(port) == 0 || Integer.parseInt(port) > MAX_PORT)) {
            throw new IllegalArgumentException("the ICE server URL \"" + url + "\" has a port outside 1 to 65535");
        }
        if (parts.group(4) != null && !isTurn(url)) {
            throw new IllegalArgumentException("the STUN URL \"" + url + "\" takes no ?transport=");
        }
    }

    /** Names the URLs and the user; never the credential. */
    @Override
    public String toString() {
        return "IceServer" + urls + (username == null ? "" : " as " + username);
    }
}
