package io.trystero.websocket;

import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An upgrade, a message each way and a goodbye, all in memory: the HTTP and WebSocket codecs are then loaded. */
final class NettyRehearsal {

    private static final int MAX_REQUEST_BYTES = 8 * 1024;

    private NettyRehearsal() {}

    /**
     * Speaks with a server in memory.
     *
     * @param link the client's
     * @param pipeline makes the client's handlers, the link's among them
     */
    static void run(NettyLink link, ChannelHandler pipeline) {
        EmbeddedChannel server = new EmbeddedChannel(
                new HttpServerCodec(),
                new HttpObjectAggregator(MAX_REQUEST_BYTES),
                new WebSocketServerProtocolHandler("/"));
        EmbeddedChannel client = new EmbeddedChannel(pipeline);
        try {
            link.connecting(client);
            exchange(client, server);
            link.send("{}".getBytes(StandardCharsets.UTF_8), true, failure -> {});
            server.writeOutbound(new TextWebSocketFrame("{}"));
            exchange(client, server);
        } finally {
            link.abort();
            client.finishAndReleaseAll();
            server.finishAndReleaseAll();
        }
    }

    /** Carries what either has written to the other, until neither has anything left. */
    private static void exchange(EmbeddedChannel client, EmbeddedChannel server) {
        while (carry(client, server) || carry(server, client)) {
            // what one writes makes the other write
        }
    }

    private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
        Object written = from.readOutbound();
        if (written == null) {
            return false;
        }
        to.writeInbound(written);
        return true;
    }

    /** Hears everything and does nothing. */
    static final class Deaf implements Connector.Events {

        @Override
        public void onOpen() {}

        @Override
        public void onText(String text) {}

        @Override
        public void onBinary(ByteBuffer bytes) {}

        @Override
        public void onSignOfLife() {}

        @Override
        public void onClosed(String reason) {}
    }
}
