package io.trystero.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.function.LongSupplier;
import org.reactivestreams.Publisher;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;

/** Answers HTTP: the one path is upgraded to a WebSocket and becomes a {@link RelaySession}. */
final class RelayEndpoint {

    private static final String VERSION = WebSocketVersion.V13.toHttpHeaderValue();

    private final String path;
    private final RelayHub hub;
    private final LongSupplier nanoTime;
    private final WebsocketServerSpec spec;

    RelayEndpoint(String path, RelayHub hub, LongSupplier nanoTime) {
        this.path = path;
        this.hub = hub;
        this.nanoTime = nanoTime;
        this.spec = WebsocketServerSpec.builder()
                .maxFramePayloadLength(hub.limits().maxMessageBytes())
                .build();
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (!path.equals(request.fullPath())) {
            return response.sendNotFound();
        }
        if (!request.requestHeaders().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return response.status(HttpResponseStatus.UPGRADE_REQUIRED)
                    .header(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .send();
        }
        if (!VERSION.equals(request.requestHeaders().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return response.status(HttpResponseStatus.UPGRADE_REQUIRED)
                    .header(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION)
                    .send();
        }
        if (!isHandshake(request)) {
            return response.status(HttpResponseStatus.BAD_REQUEST).send();
        }
        boolean[] admitted = new boolean[1];
        request.withConnection(connection -> admitted[0] = hub.admit(connection.channel()));
        if (!admitted[0]) {
            return response.status(HttpResponseStatus.SERVICE_UNAVAILABLE).send();
        }
        request.withConnection(connection -> connection.addHandlerLast("relay-early-bytes", new EarlyBytes()));
        return response.sendWebsocket((in, out) -> serve(in), spec);
    }

    /** Tells whether the rest is as RFC 6455, 4.2.1 has it; what is not would be an error with a stack trace in the log. */
    private static boolean isHandshake(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        return request.method().equals(HttpMethod.GET)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }

    private Publisher<Void> serve(WebsocketInbound in) {
        RelaySession[] made = new RelaySession[1];
        in.aggregateFrames(hub.limits().maxMessageBytes()).withConnection(connection -> made[0] = open(connection));
        RelaySession session = made[0];
        return in.receiveFrames().doOnNext(session::receive).then().onErrorResume(failure -> {
            session.failed(failure);
            return session.onClosed();
        });
    }

    private RelaySession open(Connection connection) {
        Channel channel = connection.channel();
        RelaySession session = new RelaySession(hub, channel, nanoTime);
        connection.addHandlerLast("relay-session", session.handler());
        hub.joined(session, channel);
        channel.closeFuture().addListener(closed -> session.closed());
        return session;
    }

    /**
     * Ends a client that sends frames before its upgrade is answered, against RFC 6455, 4.1. What it sent comes through here
     * undecoded, and behind here nobody would release it.
     */
    private static final class EarlyBytes extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) {
                bytes.release();
                var unused = context.close();
            } else {
                context.fireChannelRead(message);
            }
        }
    }
}
