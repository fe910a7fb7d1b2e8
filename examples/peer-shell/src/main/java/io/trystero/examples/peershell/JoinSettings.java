package io.trystero.examples.peershell;

import io.trystero.Handshake;
import io.trystero.RoomConfig;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.signaling.SignalingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@code join} asks for, read and checked. */
record JoinSettings(
        String roomId,
        String room,
        String appId,
        boolean passive,
        List<SignalingStrategy> strategies,
        Map<String, ActionSettings> actions,
        Fields command) {

    static JoinSettings of(Fields join) {
        String roomId = join.text("roomId");
        String room = join.optionalText("room");
        Fields config = join.object("config");
        return new JoinSettings(
                roomId,
                room == null ? roomId : room,
                config.text("appId"),
                config.flag("passive"),
                Strategies.of(join),
                ActionSettings.byName(join.object("actions")),
                join);
    }

    /** Returns how the room is joined, given the instance's defaults. */
    RoomConfig configure(RoomConfig defaults, @Nullable Handshake handshake) {
        Fields config = command.object("config");
        RoomConfig room = defaults.strategies(strategies.toArray(SignalingStrategy[]::new))
                .passive(passive)
                .iceServers(iceServers(config).toArray(IceServer[]::new))
                .iceTransportPolicy(policy(config.object("rtcConfig")));
        String password = config.optionalText("password");
        if (password != null && !password.isEmpty()) {
            room = room.password(password);
        }
        Boolean trickle = config.optionalFlag("trickleIce");
        if (trickle != null) {
            room = room.trickleIce(trickle);
        }
        if (handshake != null) {
            room = room.handshake(handshake);
        }
        return command.has("handshakeTimeoutMs")
                ? room.handshakeTimeout(Duration.ofMillis(command.number("handshakeTimeoutMs", Integer.MAX_VALUE)))
                : room;
    }

    /** Returns the ICE servers asked for, else the TURN servers; never a public STUN server of its own accord. */
    private static List<IceServer> iceServers(Fields config) {
        Fields rtcConfig = config.object("rtcConfig");
        List<Fields> servers =
                rtcConfig.has("iceServers") ? rtcConfig.objects("iceServers") : config.objects("turnConfig");
        return servers.stream()
                .map(server -> new IceServer(
                        server.texts("urls"), server.optionalText("username"), server.optionalText("credential")))
                .toList();
    }

    private static IceTransportPolicy policy(Fields rtcConfig) {
        String policy = rtcConfig.optionalText("iceTransportPolicy");
        if (policy == null) {
            return IceTransportPolicy.ALL;
        }
        for (IceTransportPolicy known : IceTransportPolicy.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(policy)) {
                return known;
            }
        }
        throw new InvalidCommandException("\"iceTransportPolicy\" is all or relay, not " + policy);
    }
}
