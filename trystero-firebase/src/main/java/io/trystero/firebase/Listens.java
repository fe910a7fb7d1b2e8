package io.trystero.firebase;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.firebase.ServerMessage.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The paths that are listened to, and who of them is concerned by a change. None is below another. Not thread-safe. */
final class Listens {

    /** Changes that are kept until the database says that it has taken the listen, which it does after the first of them. */
    static final int MAX_EARLY_CHANGES = 1_024;

    private final Map<String, Listen> byPath = new HashMap<>();

    /** One path. */
    static final class Listen {

        final String path;
        State state = State.IDLE;
        private List<Change> early = new ArrayList<>();

        Listen(String path) {
            this.path = path;
        }

        /** Keeps a change until the listen is taken; false if there are too many. */
        boolean keep(Change change) {
            return early.size() < MAX_EARLY_CHANGES && early.add(change);
        }

        List<Change> takeEarly() {
            List<Change> taken = early;
            early = new ArrayList<>();
            return taken;
        }
    }

    /** How far a listen is. */
    enum State {
        /** Not asked for on this connection. */
        IDLE,
        ASKED,
        TAKEN,
        REFUSED
    }

    Listen add(String path) {
        return byPath.computeIfAbsent(path, Listen::new);
    }

    @Nullable
    Listen remove(String path) {
        return byPath.remove(path);
    }

    @Nullable
    Listen get(String path) {
        return byPath.get(path);
    }

    List<Listen> all() {
        return List.copyOf(byPath.values());
    }

    /** Tells whether the database lets us listen to none of several paths. */
    boolean isAllRefused() {
        return !byPath.isEmpty() && byPath.values().stream().allMatch(listen -> listen.state == State.REFUSED);
    }

    void forgetConnection() {
        byPath.values().forEach(listen -> {
            listen.state = State.IDLE;
            listen.takeEarly();
        });
    }

    /** Hands a change to the listen above it, with the path from there; or, if it is above listens, to each its part. */
    void route(Change change, BiConsumer<Listen, Change> concerned) {
        StringBuilder above = new StringBuilder();
        for (int depth = 0; depth < change.path().size(); depth++) {
            above.append(depth == 0 ? "" : "/").append(change.path().get(depth));
            Listen listen = byPath.get(above.toString());
            if (listen != null) {
                List<String> below =
                        change.path().subList(depth + 1, change.path().size());
                concerned.accept(listen, new Change(List.copyOf(below), change.value()));
                return;
            }
        }
        String prefix = change.path().isEmpty() ? "" : above + "/";
        for (Listen listen : all()) {
            if (listen.path.startsWith(prefix)) {
                concerned.accept(
                        listen, new Change(List.of(), at(change.value(), listen.path.substring(prefix.length()))));
            }
        }
    }

    private static JsonNode at(JsonNode value, String path) {
        JsonNode found = value;
        for (String key : DatabaseCodec.path(path)) {
            found = found.path(key);
        }
        return found;
    }
}
