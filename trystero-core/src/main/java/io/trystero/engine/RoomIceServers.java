package io.trystero.engine;

import io.trystero.rtc.IceServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** The ICE servers of a room's next connection: given once, or asked for when what we know is too old. On the loop. */
final class RoomIceServers {

    /** How long the source may take; then what it gave last is used. */
    static final long LIMIT = 10_000;

    private final EventLoop loop;
    private final @Nullable IceServerSource source;
    private final WarnStreak failing;
    private final Map<String, Runnable> waiting = new LinkedHashMap<>();
    private final Disposable.Swap asking = Disposables.swap();
    private final Disposable.Swap limit = Disposables.swap();
    private List<IceServer> servers;
    private @Nullable String failure;
    private long validUntil = Long.MIN_VALUE;
    private boolean handing;
    private boolean closed;

    RoomIceServers(EventLoop loop, RoomSettings settings) {
        this.loop = loop;
        this.servers = settings.iceServers();
        this.source = settings.iceServerSource();
        this.failing = new WarnStreak(
                "io.trystero.connection",
                "no new ICE servers for room " + settings.roomId() + ", using those of before");
    }

    List<IceServer> servers() {
        return servers;
    }

    boolean turnConfigured() {
        return servers.stream().anyMatch(IceServer::isTurn);
    }

    /** Tells whether they are asked for, so that nothing can be made ready with them beforehand. */
    boolean isAsked() {
        return source != null;
    }

    /** Returns why the source gave none last time, or {@code null}. */
    @Nullable
    String failure() {
        return failure;
    }

    boolean isFresh() {
        return source == null || handing || loop.now() < validUntil;
    }

    /** Runs an action once the servers are fresh, or cannot be had; the latest with that key. */
    void whenFresh(String key, Runnable action) {
        if (closed || source == null) {
            return;
        }
        boolean first = waiting.isEmpty();
        if (waiting.size() < Bounds.NEGOTIATIONS) {
            waiting.put(key, action);
        }
        if (first) {
            limit.update(loop.schedule(() -> failed("no answer within " + LIMIT + " ms"), LIMIT));
            asking.update(source.servers()
                    .subscribe(
                            fresh -> loop.execute(
                                    () -> had(source, fresh),
                                    error -> failed("what the source gave cannot be read: " + error)),
                            error -> loop.execute(() -> failed(String.valueOf(error.getMessage()))),
                            () -> loop.execute(() -> failed("the source is empty"))));
        }
    }

    void close() {
        closed = true;
        waiting.clear();
        asking.dispose();
        limit.dispose();
    }

    private void had(IceServerSource from, List<IceServer> fresh) {
        if (fresh.stream().anyMatch(Objects::isNull)) {
            failed("the source gave a list that holds null");
        } else if (!waiting.isEmpty()) {
            servers = List.copyOf(fresh);
            failure = null;
            failing.reset();
            validUntil = loop.now() + from.maxAgeMillis();
            handOver();
        }
    }

    private void failed(String reason) {
        if (!waiting.isEmpty()) {
            failure = reason;
            failing.warn(reason);
            handOver();
        }
    }

    private void handOver() {
        asking.update(Disposables.single());
        limit.update(Disposables.single());
        List<Runnable> all = List.copyOf(waiting.values());
        waiting.clear();
        handing = true;
        try {
            all.forEach(Runnable::run);
        } finally {
            handing = false;
        }
    }
}
