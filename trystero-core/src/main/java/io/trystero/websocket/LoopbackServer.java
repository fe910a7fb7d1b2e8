package io.trystero.websocket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A WebSocket server on the loopback interface, on a free port, that answers each text as it is told to. */
final class LoopbackServer implements AutoCloseable {

    private static final int MAX_REQUEST_BYTES = 8 * 1024;
    private static final long LIMIT_SECONDS = 5;

    private final SharedLoops loops = SharedLoops.acquire();
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Channel server;

    /**
     * Listens.
     *
     * @param answers the answer to a text, empty for none
     * @throws IllegalStateException if the machine does not let us listen
     */
    LoopbackServer(Function<? super String, Optional<String>> answers) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.next())
                .channel(loops.serverChannelClass())
                .childHandler(new Pipeline(answers))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        if (!bound.awaitUninterruptibly(LIMIT_SECONDS, TimeUnit.SECONDS) || !bound.isSuccess()) {
            loops.release();
            throw new IllegalStateException("no server on the loopback interface", bound.cause());
        }
        this.server = bound.channel();
        channels.add(server);
    }

    WebSocketUrl url() {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        String host = address.getAddress().getHostAddress();
        return WebSocketUrl.parse("ws://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    @Override
    public void close() {
        // A loop that ends does not close the connections left on it.
        channels.close().addListener(closed -> loops.release());
    }

    private final class Pipeline extends ChannelInitializer<Channel> {

        private final Function<? super String, Optional<String>> answers;

        Pipeline(Function<? super String, Optional<String>> answers) {
            this.answers = answers;
        }

        @Override
        protected void initChannel(Channel channel) {
            channels.add(channel);
            channel.pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                    .addLast(new WebSocketServerProtocolHandler("/"))
                    .addLast(new Answering(answers));
        }
    }

    private static final class Answering extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final Function<? super String, Optional<String>> answers;

        Answering(Function<? super String, Optional<String>> answers) {
            this.answers = answers;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame heard) {
            answers.apply(heard.text())
                    .ifPresent(answer -> context.writeAndFlush(new TextWebSocketFrame(answer))
                            .addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
        }
    }
}
