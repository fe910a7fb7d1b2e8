package io.trystero.test.room;

import io.trystero.PeerId;
import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.OutgoingFrames;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A connected peer that sends what it likes, drawn from a seed. */
final class ChannelLiar {

    private static final String LOBBY = Topics.roomToken(World.APP, "lobby");
    private static final int FLAGS_AT = 34;

    private final SplittableRandom random;
    private final JavaScriptLikePeer peer;
    private @Nullable JavaScriptLikeConnection connection;
    private int nonce;

    ChannelLiar(long seed, JavaScriptLikePeer peer) {
        this.random = new SplittableRandom(seed);
        this.peer = peer;
    }

    /** Sends to that peer from now on; returns whether there is a channel. */
    boolean connect(PeerId to) {
        JavaScriptLikeLink link = peer.link(to.value());
        connection = link == null ? null : link.connection;
        return link != null;
    }

    /** Does one thing of those below, a random number of times. */
    void act(int most) {
        int count = 1 + random.nextInt(most);
        switch (random.nextInt(13)) {
            case 0 -> garbage(count);
            case 1 -> mutations(count);
            case 2 -> wrongTokens(count);
            case 3 -> endlessNonces(count);
            case 4 -> presences(count);
            case 5 -> comings(count);
            case 6 -> handshakes(count);
            case 7 -> requests(count);
            case 8 -> responses(count);
            case 9 -> pings(count);
            case 10 -> renegotiations(Math.min(count, 20));
            case 11 -> metadata(Math.min(count, 5));
            default -> unknownActions(count);
        }
    }

    void garbage(int count) {
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) (1 + random.nextInt(2));
            }
            send(bytes);
        }
    }

    void mutations(int count) {
        List<byte[]> real = List.of(
                ChannelMessage.presence(LOBBY, true),
                frame(LOBBY, "chat", "hello"),
                frame(LOBBY, "file", "hello"),
                frame(LOBBY, "@_hsready", ""),
                frame(LOBBY, "@_hsdata", "{}"),
                frame(LOBBY, "@_signal", "{\"type\":\"offer\"}"));
        for (int i = 0; i < count; i++) {
            byte[] message = real.get(random.nextInt(real.size())).clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            }
            send(random.nextInt(5) == 0 ? Arrays.copyOf(message, random.nextInt(message.length)) : message);
        }
    }

    void wrongTokens(int count) {
        for (int i = 0; i < count; i++) {
            send(frame(token(), random.nextBoolean() ? "@_hsready" : "chat", "hello"));
        }
    }

    /** First chunks without an end. */
    void endlessNonces(int count) {
        for (int i = 0; i < count; i++) {
            byte[] chunk = frame(LOBBY, action(), "x".repeat(random.nextInt(1_000)));
            chunk[ChannelMessage.roomPrefix(LOBBY).length + FLAGS_AT] &= ~1;
            send(chunk);
        }
    }

    void presences(int count) {
        for (int i = 0; i < count; i++) {
            send(ChannelMessage.presence(token(), random.nextInt(4) > 0));
        }
    }

    void comings(int count) {
        for (int i = 0; i < count; i++) {
            send(frame(LOBBY, "@_leave", ""));
            send(ChannelMessage.presence(LOBBY, false));
            send(ChannelMessage.presence(LOBBY, true));
            send(frame(LOBBY, "@_hsready", ""));
        }
    }

    /** Begins handshakes, floods them, and ends none. */
    void handshakes(int count) {
        String token = random.nextBoolean() ? LOBBY : Topics.roomToken(World.APP, "vip");
        send(frame(token, "@_leave", ""));
        send(ChannelMessage.presence(token, false));
        send(ChannelMessage.presence(token, true));
        for (int i = 0; i < count; i++) {
            send(frame(token, "@_hsdata", "{\"__trystero_pw\":\"challenge\",\"c\":\"" + "c".repeat(36) + "\"}"));
        }
    }

    void requests(int count) {
        for (int i = 0; i < count; i++) {
            send("ask", "{\"r\":\"request" + nonce + "\"}", "query");
        }
    }

    void responses(int count) {
        for (int i = 0; i < count; i++) {
            send("@_response", "{\"r\":\"request" + i + "\"}", "answer");
        }
    }

    void pings(int count) {
        for (int i = 0; i < count; i++) {
            send(frame(LOBBY, "@_ping", ""));
        }
    }

    void renegotiations(int count) {
        String bomb = "v=0\\r\\na=rtpmap:1 x\\r\\n" + "a=x\\r\\n".repeat(random.nextInt(2_000));
        for (int i = 0; i < count; i++) {
            send(frame(LOBBY, "@_signal", "{\"type\":\"offer\",\"sdp\":\"" + bomb + "\"}"));
            send(frame(LOBBY, "@_signal", "{\"type\":\"candidate\",\"sdp\":\"{\\\"candidate\\\":\\\"x\\\"}\"}"));
        }
    }

    /** Metadata that is deep, huge or none. */
    void metadata(int count) {
        for (int i = 0; i < count; i++) {
            int depth = random.nextInt(3_000);
            send(action(), "[".repeat(depth) + "]".repeat(random.nextBoolean() ? depth : 0) + " ", "hello");
        }
    }

    void unknownActions(int count) {
        for (int i = 0; i < count; i++) {
            send(frame(LOBBY, "unknown" + random.nextInt(100_000), "hello"));
        }
    }

    /** One that is received whole, or one that is streamed. */
    private String action() {
        return random.nextBoolean() ? "chat" : "file";
    }

    private String token() {
        return Topics.roomToken(World.APP, "room" + random.nextInt(100_000));
    }

    private void send(String action, String metadata, String text) {
        OutgoingFrames frames = frames(LOBBY, action, metadata.getBytes(StandardCharsets.UTF_8), text);
        for (int i = 0; i < frames.count(); i++) {
            send(frames.frame(i));
        }
    }

    private void send(byte[] message) {
        Objects.requireNonNull(connection).send(message);
    }

    private byte[] frame(String token, String action, String text) {
        return frames(token, action, null, text).frame(0);
    }

    private OutgoingFrames frames(String token, String action, byte @Nullable [] metadata, String text) {
        return new OutgoingFrames(
                ChannelMessage.roomPrefix(token),
                ActionFrame.nameBytes(action),
                nonce++ & 0xffff,
                text.startsWith("{") ? PayloadKind.JSON : PayloadKind.TEXT,
                metadata,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
