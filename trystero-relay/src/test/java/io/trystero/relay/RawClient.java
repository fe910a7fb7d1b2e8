package io.trystero.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A connection that says what no WebSocket client would, or nothing. */
final class RawClient implements AutoCloseable {

    private final Socket socket;

    RawClient(WebSocketRelay relay) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
    }

    /** Asks for the path that is served, and returns what the answer says before its empty body. */
    String ask(String method, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method).append(" / HTTP/1.1\r\nHost: relay\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("what comes after \"%s\"", answer).isNotNegative();
            answer.append((char) next);
        }
        assertThat(answer).containsIgnoringCase("content-length: 0");
        return answer.toString();
    }

    /** Waits until the server closes the connection. */
    void awaitEnd() throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
