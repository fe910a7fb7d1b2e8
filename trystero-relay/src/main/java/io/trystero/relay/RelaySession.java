package io.trystero.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.trystero.relay.RelayMessage.Payload;
import io.trystero.relay.RelayStats.DropReason;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** One client of the relay. Confined to its event loop, but for what is said to be thread-safe. */
final class RelaySession {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** How long a client has to answer our goodbye. */
    private static final long GOODBYE_MILLIS = 1_000;

    private final RelayHub hub;
    private final Channel channel;
    private final LongSupplier nanoTime;
    private final Outbox outbox;
    private final TokenBucket publishes;
    private final Set<String> topics = new HashSet<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private boolean pinged;
    private boolean heard;

    RelaySession(RelayHub hub, Channel channel, LongSupplier nanoTime) {
        RelayLimits limits = hub.limits();
        this.hub = hub;
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.outbox = new Outbox(channel, limits.maxQueuedBytes());
        this.publishes = new TokenBucket(limits.publishesPerSecond(), limits.publishBurst(), nanoTime.getAsLong());
    }

    /** Takes a frame from the client, which stays the caller's to release. */
    void receive(WebSocketFrame frame) {
        heard = true;
        if (!closing.get() && (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame)) {
            RelayMessage message = RelayCodec.read(ByteBufUtil.getBytes(frame.content()));
            if (message == null || !act(message)) {
                drop(DropReason.MALFORMED);
            }
        }
    }

    /** Takes note that the connection failed. */
    void failed(Throwable failure) {
        if (isTooLarge(failure)) {
            drop(DropReason.MESSAGE_TOO_LARGE);
            close(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG,
                    "message over " + hub.limits().maxMessageBytes() + " bytes");
        } else {
            LOG.debug("{}: connection failed: {}", channel, failure.getMessage());
        }
    }

    /** One frame that is too large is refused by the decoder, which says goodbye itself; too many fragments are not. */
    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof TooLongFrameException
                || (failure instanceof CorruptedWebSocketFrameException frame
                        && frame.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG));
    }

    /** Completes when the connection is closed. Thread-safe. */
    Mono<Void> onClosed() {
        return Mono.create(sink -> channel.closeFuture().addListener(closed -> sink.success()));
    }

    /** Lets go of everything, once the connection is closed. */
    void closed() {
        closing.set(true);
        hub.left(this);
        topics.forEach(topic -> hub.topics().remove(topic, this));
        topics.clear();
        outbox.close();
    }

    /** Sends a frame, which stays the caller's to release, and tells whether it will be. Thread-safe. */
    boolean deliver(ByteBuf frame) {
        if (closing.get()) {
            return false;
        }
        if (outbox.offer(frame)) {
            return true;
        }
        if (close(
                WebSocketCloseStatus.TRY_AGAIN_LATER,
                "too slow: over " + hub.limits().maxQueuedBytes() + " bytes wait")) {
            drop(DropReason.SLOW_CONSUMER);
        }
        return false;
    }

    /** Pings the client, or drops it if nothing came since the last ping. Thread-safe. */
    void ping() {
        channel.eventLoop().execute(() -> {
            if (closing.get()) {
                return;
            }
            if (pinged && !heard) {
                closing.set(true);
                drop(DropReason.SILENT);
                closeNow();
            } else {
                pinged = true;
                heard = false;
                channel.writeAndFlush(new PingWebSocketFrame()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
        });
    }

    /**
     * Says goodbye and, when the client has answered or the time for it is over, closes: closing at once would reset the
     * connection while the client still sends, and the goodbye might be lost. Thread-safe.
     *
     * @return false if that was done before
     */
    boolean close(WebSocketCloseStatus status, String reason) {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        LOG.debug("{}: closed with {}: {}", channel, status.code(), reason);
        outbox.close();
        channel.eventLoop().execute(() -> {
            channel.writeAndFlush(new CloseWebSocketFrame(status, reason))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            var unused = channel.eventLoop().schedule(this::closeNow, GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        });
        return true;
    }

    ChannelInboundHandlerAdapter handler() {
        return new Handler();
    }

    private void closeNow() {
        var unused = channel.close();
    }

    private boolean act(RelayMessage message) {
        String type = message.type();
        if (type == null) {
            return false;
        }
        Payload payload = message.payload();
        switch (type) {
            case RelayMessage.SUBSCRIBE -> subscribe(message.topic());
            case RelayMessage.UNSUBSCRIBE -> unsubscribe(message.topic());
            case RelayMessage.PUBLISH -> {
                if (payload == null) {
                    return false;
                }
                publish(message.topic(), payload);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void subscribe(String topic) {
        if (isTooLong(topic) || topics.contains(topic)) {
            return;
        }
        if (topics.size() == hub.limits().maxTopicsPerSocket()) {
            drop(DropReason.TOO_MANY_TOPICS);
            close(WebSocketCloseStatus.POLICY_VIOLATION, "more than " + topics.size() + " topics");
            return;
        }
        topics.add(topic);
        hub.topics().add(topic, this);
    }

    private void unsubscribe(String topic) {
        if (topics.remove(topic)) {
            hub.topics().remove(topic, this);
        }
    }

    private void publish(String topic, Payload payload) {
        if (isTooLong(topic)) {
            return;
        }
        if (publishes.take(nanoTime.getAsLong())) {
            hub.publish(channel.alloc(), topic, payload);
        } else {
            drop(DropReason.PUBLISHED_TOO_FAST);
        }
    }

    private boolean isTooLong(String topic) {
        int most = hub.limits().maxTopicLength();
        if (topic.length() <= most) {
            return false;
        }
        drop(DropReason.TOPIC_TOO_LONG);
        close(WebSocketCloseStatus.POLICY_VIOLATION, "topic over " + most + " characters");
        return true;
    }

    private void drop(DropReason reason) {
        hub.counters().dropped(reason);
        LOG.debug("{}: dropped: {}", channel, reason);
    }

    /** Sends on when the socket takes more, and ends what is left once we said goodbye. */
    private final class Handler extends ChannelInboundHandlerAdapter {

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (channel.isWritable()) {
                outbox.wake();
            }
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!closing.get()) {
                context.fireChannelRead(message);
                return;
            }
            ReferenceCountUtil.release(message);
            if (message instanceof CloseWebSocketFrame) {
                closeNow();
            } else {
                context.read();
            }
        }
    }
}
