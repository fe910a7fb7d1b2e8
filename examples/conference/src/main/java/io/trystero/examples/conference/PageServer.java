package io.trystero.examples.conference;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

/** Serves the page for browsers, on this machine alone: browsers let pages of other machines have a camera over HTTPS only. */
final class PageServer implements AutoCloseable {

    private static final Path PAGE = Path.of("examples", "conference", "page");

    private final DisposableServer server;

    private PageServer(DisposableServer server) {
        this.server = server;
    }

    static PageServer start(int port, String relayUrl) {
        String settings = "export const relayUrl = '" + relayUrl + "'\nexport const appId = '" + Conference.APP + "'\n";
        return new PageServer(HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .route(routes -> routes.get("/", (request, response) -> text(response, "text/html", "index.html"))
                        .get("/peer.js", (request, response) -> text(response, "text/javascript", "dist/peer.js"))
                        .get(
                                "/settings.js",
                                (request, response) -> response.header(HttpHeaderNames.CONTENT_TYPE, "text/javascript")
                                        .sendString(Mono.just(settings))))
                .bindNow());
    }

    private static org.reactivestreams.Publisher<Void> text(HttpServerResponse response, String type, String file) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .sendString(Mono.fromCallable(() -> read(file)).subscribeOn(Schedulers.boundedElastic()));
    }

    private static String read(String file) {
        try {
            return Files.readString(PAGE.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://localhost:" + server.port() + "/";
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
