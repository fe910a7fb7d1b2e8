package io.trystero.websocket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Connects with Netty: look up the name, then try its addresses one after another, each try of the socket beginning with the
 * next one, so that an address which swallows packets does not stand in the way for ever.
 */
final class NettyConnector implements Connector {

    /** A server that is no WebSocket server may answer with a page; that much of it is read before giving up. */
    private static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private final WebSocketOptions options;
    private final SharedLoops loops = SharedLoops.acquire();
    private final EventLoop loop = loops.next();
    private final AtomicBoolean closed = new AtomicBoolean();
    private int tries;
    private @Nullable NettyLink last;

    NettyConnector(WebSocketOptions options) {
        this.options = options;
    }

    @Override
    public boolean execute(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return true;
        }
        return later(task);
    }

    @Override
    public Link connect(WebSocketUrl url, Events events) {
        NettyLink link = new NettyLink(url, events);
        last = link;
        if (url.isSecure()) {
            var unused = loops.tls(options.trust())
                    .whenComplete((tls, failure) -> later(() -> {
                        if (failure == null) {
                            resolve(link, tls);
                        } else {
                            link.closed("no TLS: " + FailureText.of(failure));
                        }
                    }));
        } else {
            // Not at once: no event may come before this returns.
            later(() -> resolve(link, null));
        }
        return link;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (last == null) {
            loops.release();
        } else {
            // A loop that ends does not close the connections left on it.
            last.whenClosed(loops::release);
        }
    }

    /** Runs a task on the socket's thread, after what it does now; false if the thread has ended. */
    private boolean later(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    private void resolve(NettyLink link, @Nullable SslContext tls) {
        if (link.isDone() || closed.get()) {
            return;
        }
        HttpProxy proxy = options.proxy();
        // The resolver answers on an event loop of its own. The server's own name is for the proxy to look up.
        loops.resolver(loop)
                .resolveAll(
                        proxy == null
                                ? InetSocketAddress.createUnresolved(
                                        link.url().host(), link.url().port())
                                : InetSocketAddress.createUnresolved(proxy.host(), proxy.port()))
                .addListener((Future<List<InetSocketAddress>> found) -> later(() -> resolved(link, tls, found)));
    }

    private void resolved(NettyLink link, @Nullable SslContext tls, Future<List<InetSocketAddress>> found) {
        if (!found.isSuccess()) {
            link.closed(FailureText.of(found.cause()));
        } else if (!link.isDone()) {
            dial(link, tls, found.getNow(), tries++, 1);
        }
    }

    private void dial(NettyLink link, @Nullable SslContext tls, List<InetSocketAddress> addresses, int index, int nth) {
        InetSocketAddress address = addresses.get(Math.floorMod(index, addresses.size()));
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(loops.channelClass())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMillis())
                .handler(new Pipeline(link, tls, address))
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .connect(
                        options.proxy() == null
                                ? address
                                : InetSocketAddress.createUnresolved(
                                        link.url().host(), link.url().port()));
        link.connecting(connecting.channel());
        connecting.addListener((ChannelFuture done) -> {
            if (!done.isSuccess() && !link.isDone()) {
                if (nth < addresses.size()) {
                    dial(link, tls, addresses, index + 1, nth + 1);
                } else {
                    link.closed(FailureText.of(done.cause()));
                }
            }
        });
    }

    private int connectTimeoutMillis() {
        return (int) Math.min(options.connectTimeout().toMillis(), Integer.MAX_VALUE);
    }

    /** The proxy if there is one, HTTP, then the upgrade, then whole messages to the link. */
    private final class Pipeline extends ChannelInitializer<Channel> {

        private final NettyLink link;
        private final @Nullable SslContext tls;
        private final InetSocketAddress address;

        Pipeline(NettyLink link, @Nullable SslContext tls, InetSocketAddress address) {
            this.link = link;
            this.tls = tls;
            this.address = address;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (options.proxy() != null) {
                channel.pipeline().addLast(through(options.proxy()));
            }
            if (tls != null) {
                channel.pipeline()
                        .addLast(tls.newHandler(
                                channel.alloc(), link.url().host(), link.url().port()));
            }
            channel.pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(MAX_RESPONSE_BYTES))
                    .addLast(new WebSocketClientProtocolHandler(upgrade()))
                    .addLast(new WebSocketFrameAggregator(options.maxMessageBytes()))
                    .addLast(link.handler());
        }

        private HttpProxyHandler through(HttpProxy proxy) {
            String user = proxy.user();
            String password = proxy.password();
            HttpProxyHandler handler = user == null || password == null
                    ? new HttpProxyHandler(address)
                    : new HttpProxyHandler(address, user, password);
            handler.setConnectTimeoutMillis(connectTimeoutMillis());
            return handler;
        }

        private WebSocketClientProtocolConfig upgrade() {
            return WebSocketClientProtocolConfig.newBuilder()
                    .webSocketUri(link.url().request())
                    .customHeaders(credentials())
                    .generateOriginHeader(false)
                    .maxFramePayloadLength(options.maxMessageBytes())
                    .handleCloseFrames(false)
                    // The link says goodbye itself: with one of Netty's own, a close would wait until the server takes
                    // it.
                    .sendCloseFrame(null)
                    .dropPongFrames(false)
                    // The socket's own timer, which runs since before the look-up, is the one that counts.
                    .handshakeTimeoutMillis(connectTimeoutMillis() + 1_000L)
                    .build();
        }

        private HttpHeaders credentials() {
            HttpHeaders headers = new DefaultHttpHeaders();
            String user = link.url().userInfo();
            if (user != null) {
                String encoded = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
                headers.set(HttpHeaderNames.AUTHORIZATION, "Basic " + encoded);
            }
            return headers;
        }
    }
}
