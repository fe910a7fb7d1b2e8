package io.trystero.test.room;

import io.trystero.rtc.DataChannel;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServerFailure;
import io.trystero.rtc.PeerConnection;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionFactory;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.Transport;
import io.trystero.rtc.TransportCapabilities;
import io.trystero.rtc.media.RemoteTrack;
import io.trystero.wire.ActionFrame;
import io.trystero.wire.ChannelMessage;
import io.trystero.wire.MalformedException;
import io.trystero.wire.OutgoingFrames;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A transport whose incoming frames a test reads, changes, loses and adds to. */
final class ChannelTap implements Transport {

    /** A frame of a room, with its payload as text. */
    record Heard(String action, String text) {}

    private final Transport tapped;
    private final List<Heard> heard = new ArrayList<>();
    private Function<Heard, @Nullable String> rule = Heard::text;
    private @Nullable PeerConnectionListener latest;
    private int nonce = 30_000;

    ChannelTap(Transport tapped) {
        this.tapped = tapped;
    }

    /**
     * Sets what becomes of the frames that come from now on.
     *
     * @param texts tells what takes the place of a frame's text, {@code null} if it is lost
     */
    void rule(Function<Heard, @Nullable String> texts) {
        rule = texts;
    }

    void lose(String action, String containing) {
        rule = frame -> frame.action().equals(action) && frame.text().contains(containing) ? null : frame.text();
    }

    /** Returns how many frames of that action have come, lost or not, whose text has that in it. */
    long count(String action, String containing) {
        return heard.stream()
                .filter(frame -> frame.action().equals(action) && frame.text().contains(containing))
                .count();
    }

    /** Makes a frame of JSON come by the latest connection. */
    void inject(String roomId, String action, String json) {
        byte[] message = new OutgoingFrames(
                        ChannelMessage.roomPrefix(Topics.roomToken(World.APP, roomId)),
                        ActionFrame.nameBytes(action),
                        nonce++,
                        PayloadKind.JSON,
                        null,
                        ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)))
                .frame(0);
        Objects.requireNonNull(latest).onMessage(ByteBuffer.wrap(message));
    }

    @Override
    public String name() {
        return tapped.name();
    }

    @Override
    public TransportCapabilities capabilities() {
        return tapped.capabilities();
    }

    @Override
    public PeerConnectionFactory open() {
        PeerConnectionFactory factory = tapped.open();
        return new PeerConnectionFactory() {
            @Override
            public PeerConnection connect(PeerConnectionConfig config, PeerConnectionListener listener) {
                return factory.connect(config, new Tapped(listener));
            }

            @Override
            public void dispose() {
                factory.dispose();
            }

            @Override
            public Mono<Void> onDispose() {
                return factory.onDispose();
            }

            @Override
            public int connectionCount() {
                return factory.connectionCount();
            }
        };
    }

    private byte @Nullable [] changed(byte[] message) {
        try {
            if (!(ChannelMessage.parse(message) instanceof ChannelMessage.RoomFrame room)) {
                return message;
            }
            ActionFrame frame = ActionFrame.parse(message, room.offset());
            Heard said = new Heard(
                    frame.action(), new String(frame.bytes(), frame.offset(), frame.length(), StandardCharsets.UTF_8));
            heard.add(said);
            String text = rule.apply(said);
            if (text == null || text.equals(said.text())) {
                return text == null ? null : message;
            }
            byte[] other = text.getBytes(StandardCharsets.UTF_8);
            byte[] whole = Arrays.copyOf(message, frame.offset() + other.length);
            System.arraycopy(other, 0, whole, frame.offset(), other.length);
            return whole;
        } catch (MalformedException e) {
            return message;
        }
    }

    private final class Tapped implements PeerConnectionListener {

        private final PeerConnectionListener listener;

        Tapped(PeerConnectionListener listener) {
            this.listener = listener;
        }

        @Override
        public void onMessage(ByteBuffer message) {
            byte[] copy = new byte[message.remaining()];
            message.get(copy);
            byte[] passed = changed(copy);
            if (passed != null) {
                listener.onMessage(ByteBuffer.wrap(passed));
            }
        }

        @Override
        public void onOpen(DataChannel channel) {
            latest = listener;
            listener.onOpen(channel);
        }

        @Override
        public void onTrack(RemoteTrack track) {
            listener.onTrack(track);
        }

        @Override
        public void onCandidate(IceCandidate candidate) {
            listener.onCandidate(candidate);
        }

        @Override
        public void onServerFailure(IceServerFailure failure) {
            listener.onServerFailure(failure);
        }

        @Override
        public void onGatheringComplete() {
            listener.onGatheringComplete();
        }

        @Override
        public void onStateChange(PeerConnectionState state) {
            listener.onStateChange(state);
        }

        @Override
        public void onSent(long bytes) {
            listener.onSent(bytes);
        }

        @Override
        public void onWorn() {
            listener.onWorn();
        }

        @Override
        public void onError(Throwable error) {
            listener.onError(error);
        }

        @Override
        public void onClosed() {
            listener.onClosed();
        }
    }
}
