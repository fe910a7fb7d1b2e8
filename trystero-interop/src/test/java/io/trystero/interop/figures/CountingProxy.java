package io.trystero.interop.figures;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before the WebSocket server of a network and counts what passes: sockets, and messages either way. */
final class CountingProxy implements AutoCloseable {

    private static final int CONNECT_MILLIS = 1_000;

    private final ServerSocket listening;
    private final URI server;
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private CountingProxy(ServerSocket listening, URI server) {
        this.listening = listening;
        this.server = server;
    }

    /** Begins to let clients through to a server. */
    static CountingProxy before(String url) {
        try {
            ServerSocket listening = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
            CountingProxy proxy = new CountingProxy(listening, URI.create(url));
            daemon(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a URL of the server as one that leads through here. */
    String through(String url) {
        return url.replaceFirst(":" + server.getPort() + "(?=\\D|$)", ":" + listening.getLocalPort());
    }

    /** What has passed so far, and the sockets that are open. */
    record Count(int sockets, long sent, long received, long bytes) {

        Count since(Count earlier) {
            return new Count(sockets, sent - earlier.sent, received - earlier.received, bytes - earlier.bytes);
        }
    }

    Count count() {
        return new Count(sockets.get(), sent.get(), received.get(), bytes.get());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                daemon(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket()) {
            upstream.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_MILLIS);
            sockets.incrementAndGet();
            try {
                Thread back = daemon(() -> pass(upstream, client, received));
                pass(client, upstream, sent);
                back.join();
            } finally {
                sockets.decrementAndGet();
            }
        } catch (IOException refused) {
            // as the server that is down would
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to, AtomicLong messages) {
        FrameCounter frames = new FrameCounter(messages);
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.addAndGet(n);
                frames.read(buffer, n);
                out.write(buffer, 0, n);
            }
        } catch (IOException over) {
            // either side has gone
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "counting-proxy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
