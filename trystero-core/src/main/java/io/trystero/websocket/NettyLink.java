package io.trystero.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One Netty connection or the attempt at one. Confined to its event loop. */
final class NettyLink implements Connector.Link {

    /** How long the other side has to take our goodbye. */
    private static final long GOODBYE_MILLIS = 1_000;

    private final WebSocketUrl url;
    private final Connector.Events events;
    private @Nullable Channel channel;
    private boolean done;

    NettyLink(WebSocketUrl url, Connector.Events events) {
        this.url = url;
        this.events = events;
    }

    /** Returns what it leads to. */
    WebSocketUrl url() {
        return url;
    }

    /** Tells whether the last event has come, or none is wanted any more. */
    boolean isDone() {
        return done;
    }

    void connecting(Channel next) {
        channel = next;
    }

    void closed(String reason) {
        if (!done) {
            done = true;
            events.onClosed(reason);
        }
    }

    @Override
    public void send(byte[] bytes, boolean text, Consumer<@Nullable Throwable> whenSent) {
        Channel open = channel;
        if (open == null) {
            whenSent.accept(new ClosedChannelException());
            return;
        }
        ByteBuf content = Unpooled.wrappedBuffer(bytes);
        open.writeAndFlush(text ? new TextWebSocketFrame(content) : new BinaryWebSocketFrame(content))
                .addListener((ChannelFuture written) -> whenSent.accept(written.cause()));
    }

    @Override
    public void ping() {
        if (channel != null) {
            channel.writeAndFlush(new PingWebSocketFrame()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    @Override
    public void close() {
        done = true;
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(ChannelFutureListener.CLOSE);
            var unused = open.eventLoop().schedule(() -> closeNow(open), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void abort() {
        done = true;
        if (channel != null) {
            closeNow(channel);
        }
    }

    /** Runs a task when there is no connection, or none any more. */
    void whenClosed(Runnable task) {
        if (channel == null) {
            task.run();
        } else {
            channel.closeFuture().addListener(closed -> task.run());
        }
    }

    private static void closeNow(Channel open) {
        var unused = open.close();
    }

    ChannelHandler handler() {
        return new Handler();
    }

    private final class Handler extends SimpleChannelInboundHandler<WebSocketFrame> {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE && !done) {
                events.onOpen();
            }
            super.userEventTriggered(context, event);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (done) {
                return;
            }
            if (frame instanceof TextWebSocketFrame text) {
                events.onText(text.text());
            } else if (frame instanceof BinaryWebSocketFrame binary) {
                byte[] bytes = new byte[binary.content().readableBytes()];
                binary.content().readBytes(bytes);
                events.onBinary(ByteBuffer.wrap(bytes));
            } else if (frame instanceof CloseWebSocketFrame goodbye) {
                CloseWebSocketFrame answer = goodbye.statusCode() < 0
                        ? new CloseWebSocketFrame()
                        : new CloseWebSocketFrame(goodbye.statusCode(), "");
                context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
                closed(FailureText.ofClose(goodbye.statusCode(), goodbye.reasonText()));
            } else {
                events.onSignOfLife();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!done && cause instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
                events.onRefused(refused.response().status().code());
            }
            closed(FailureText.of(cause));
            closeNow(context.channel());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            closed("connection closed by the server");
        }
    }
}
