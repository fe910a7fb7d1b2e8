package io.trystero.torrent;

import io.trystero.signaling.RelayStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What a tracker refuses or warns of, and what of it makes no sense: a failure shows in the relay's status until the tracker takes
 * an announce of that room again; each kind is logged as a warning once a connection, unless it changes.
 */
final class Complaints {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** Rooms whose failure is remembered; those past it are logged alone. */
    static final int MOST_ROOMS = 1_024;

    private final String url;
    private final Sinks.Many<Optional<String>> failing = Sinks.many().replay().latestOrDefault(Optional.empty());

    // On the socket's thread alone.
    private final Map<String, String> failures = new LinkedHashMap<>();
    private @Nullable String warnedOfFailure;
    private @Nullable String warnedOf;
    private boolean warnedOfMalformed;
    private long malformed;

    Complaints(String url) {
        this.url = url;
    }

    /** Adds to the state of a socket that is up what the tracker refuses. */
    Flux<RelayStatus> addTo(Flux<RelayStatus> socket) {
        return socket.switchMap(status -> status.state() == RelayStatus.State.UP
                        ? failing.asFlux()
                                .map(why -> why.map(
                                                reason -> RelayStatus.upBut(status.strategy(), status.url(), reason))
                                        .orElse(status))
                        : Flux.just(status))
                .distinctUntilChanged()
                .onBackpressureLatest();
    }

    /** A new connection: what was refused before may be taken now. */
    void forget() {
        failures.clear();
        warnedOfFailure = null;
        warnedOf = null;
        warnedOfMalformed = false;
        tell();
    }

    /** A room has been left. */
    void forget(String infoHash) {
        if (failures.remove(infoHash) != null) {
            tell();
        }
    }

    /** An announce of that room was taken. */
    void taken(String infoHash) {
        boolean any = failures.remove("") != null;
        any |= failures.remove(infoHash) != null;
        if (any) {
            tell();
        }
    }

    void failure(@Nullable String infoHash, String reason) {
        if (failures.size() < MOST_ROOMS) {
            failures.put(infoHash == null ? "" : infoHash, reason);
        }
        if (reason.equals(warnedOfFailure)) {
            LOG.debug("{}: the tracker refuses: {}", url, reason);
        } else {
            warnedOfFailure = reason;
            LOG.warn("{}: the tracker refuses: {}", url, reason);
        }
        tell();
    }

    void warning(String text) {
        if (text.equals(warnedOf)) {
            LOG.debug("{}: the tracker warns: {}", url, text);
        } else {
            warnedOf = text;
            LOG.warn("{}: the tracker warns: {}", url, text);
        }
    }

    void malformed() {
        malformed++;
        if (warnedOfMalformed) {
            LOG.debug("{}: malformed message dropped, {} in all", url, malformed);
        } else {
            warnedOfMalformed = true;
            LOG.warn("{}: malformed message dropped, {} in all; more on this connection are not told", url, malformed);
        }
    }

    private void tell() {
        Sinks.EmitResult result = failing.tryEmitNext(failures.values().stream().findFirst());
        if (result.isFailure()) {
            LOG.debug("{}: status not told: {}", url, result);
        }
    }
}
