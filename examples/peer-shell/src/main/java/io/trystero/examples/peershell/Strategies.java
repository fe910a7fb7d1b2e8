package io.trystero.examples.peershell;

import io.trystero.firebase.FirebaseStrategy;
import io.trystero.mqtt.MqttStrategy;
import io.trystero.nostr.NostrStrategy;
import io.trystero.relay.WebSocketRelayStrategy;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.supabase.SupabaseStrategy;
import io.trystero.torrent.TorrentStrategy;
import io.trystero.websocket.ServerTrust;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The strategies that a room can be joined by, under the names that commands use. */
final class Strategies {

    /** Each makes a strategy of its relay settings and of whom it trusts; a strategy module adds a line. */
    private static final Map<String, BiFunction<Fields, ServerTrust, SignalingStrategy>> BY_NAME = new TreeMap<>(Map.of(
            "ws-relay", Strategies::webSocketRelay,
            "mqtt", Strategies::mqtt,
            "torrent", Strategies::torrent,
            "nostr", Strategies::nostr,
            "firebase", Strategies::firebase,
            "supabase", Strategies::supabase));

    private Strategies() {}

    /** Returns the strategies that a join asks for. */
    static List<SignalingStrategy> of(Fields join) {
        List<String> names = join.texts("strategy");
        if (names.isEmpty()) {
            throw new InvalidCommandException("needs \"strategy\", one or a list of " + BY_NAME.keySet());
        }
        Fields config = join.object("config");
        ServerTrust trust = config.flag("insecureTls") ? ServerTrust.insecure() : ServerTrust.platform();
        return names.stream()
                .distinct()
                .map(name -> make(name, settings(config, name), trust))
                .toList();
    }

    private static SignalingStrategy make(String name, Fields settings, ServerTrust trust) {
        var maker = BY_NAME.get(name);
        if (maker == null) {
            throw new InvalidCommandException("there is no strategy " + name + ", only " + BY_NAME.keySet());
        }
        return maker.apply(settings, trust);
    }

    /** Returns the settings for all strategies with those for this one. */
    private static Fields settings(Fields config, String name) {
        return config.object("relayConfig").with(config.object("relays").object(name));
    }

    private static SignalingStrategy webSocketRelay(Fields settings, ServerTrust trust) {
        List<String> urls = settings.texts("urls");
        if (urls.isEmpty()) {
            throw new InvalidCommandException("ws-relay needs relayConfig.urls");
        }
        WebSocketRelayStrategy.Builder builder =
                WebSocketRelayStrategy.builder().trust(trust);
        urls.forEach(builder::url);
        return builder.build();
    }

    private static SignalingStrategy mqtt(Fields settings, ServerTrust trust) {
        MqttStrategy.Builder builder = MqttStrategy.builder().trust(trust);
        settings.texts("urls").forEach(builder::url);
        if (settings.has("redundancy")) {
            builder.redundancy(settings.number("redundancy", Integer.MAX_VALUE));
        }
        return builder.build();
    }

    private static SignalingStrategy torrent(Fields settings, ServerTrust trust) {
        TorrentStrategy.Builder builder = TorrentStrategy.builder().trust(trust);
        settings.texts("urls").forEach(builder::url);
        if (settings.has("redundancy")) {
            builder.redundancy(settings.number("redundancy", Integer.MAX_VALUE));
        }
        return builder.build();
    }

    private static SignalingStrategy nostr(Fields settings, ServerTrust trust) {
        NostrStrategy.Builder builder = NostrStrategy.builder().trust(trust);
        settings.texts("urls").forEach(builder::url);
        if (settings.has("redundancy")) {
            builder.redundancy(settings.number("redundancy", Integer.MAX_VALUE));
        }
        return builder.build();
    }

    private static SignalingStrategy firebase(Fields settings, ServerTrust trust) {
        FirebaseStrategy.Builder builder = FirebaseStrategy.builder().trust(trust);
        String path = settings.optionalText("firebasePath");
        if (path != null) {
            builder.path(path);
        }
        return builder.build();
    }

    private static SignalingStrategy supabase(Fields settings, ServerTrust trust) {
        String key = settings.optionalText("supabaseKey");
        if (key == null) {
            throw new InvalidCommandException("supabase needs relayConfig.supabaseKey");
        }
        return SupabaseStrategy.builder().key(key).trust(trust).build();
    }
}
