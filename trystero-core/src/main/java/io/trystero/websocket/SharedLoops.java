package io.trystero.websocket;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.NameResolverProvider;

/**
 * What all sockets of the process share: a few event loops on daemon threads, a name resolver that runs on them, and the trust
 * that was read. Made for the first user and ended with the last, so that an idle process keeps no thread.
 */
final class SharedLoops {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");
    private static final Object LOCK = new Object();
    private static @Nullable SharedLoops current;

    private final LoopResources loops =
            LoopResources.create("trystero-ws", Math.min(4, Runtime.getRuntime().availableProcessors()), true);
    private final EventLoopGroup group = loops.onClient(LoopResources.DEFAULT_NATIVE);
    private final DnsAddressResolverGroup resolver =
            NameResolverProvider.builder().build().newNameResolverGroup(loops, LoopResources.DEFAULT_NATIVE);
    private final Map<ServerTrust, CompletableFuture<SslContext>> trusts = new ConcurrentHashMap<>();
    private int users;

    private SharedLoops() {}

    static SharedLoops acquire() {
        synchronized (LOCK) {
            if (current == null) {
                current = new SharedLoops();
            }
            current.users++;
            return current;
        }
    }

    /** Lets go, once per {@link #acquire()}. */
    void release() {
        synchronized (LOCK) {
            if (--users > 0) {
                return;
            }
            current = null;
        }
        resolver.close();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(10))
                .subscribe(null, slow -> LOG.debug("event loops of the WebSockets have not ended yet", slow));
    }

    EventLoop next() {
        return group.next();
    }

    Class<? extends SocketChannel> channelClass() {
        return loops.onChannelClass(SocketChannel.class, group);
    }

    Class<? extends ServerSocketChannel> serverChannelClass() {
        return loops.onChannelClass(ServerSocketChannel.class, group);
    }

    AddressResolver<InetSocketAddress> resolver(EventLoop loop) {
        return resolver.getResolver(loop);
    }

    /** Reads trust off the event loop, since the platform's is in files. */
    CompletableFuture<SslContext> tls(ServerTrust trust) {
        CompletableFuture<SslContext> known = trusts.get(trust);
        if (known != null && known.isCompletedExceptionally()) {
            trusts.remove(trust, known); // the next try reads it again
        }
        return trusts.computeIfAbsent(trust, key -> CompletableFuture.supplyAsync(() -> TlsClient.context(key)));
    }
}
