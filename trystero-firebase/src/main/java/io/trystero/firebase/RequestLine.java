package io.trystero.firebase;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.firebase.ServerMessage.Reply;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.SocketRelayStatus;
import io.trystero.websocket.WebSocketSendException;
import java.time.Duration;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What is asked of the database on the present connection, in frames, and its answers. On the socket's thread alone. */
final class RequestLine {

    /** Silence of ours after which a sign of life is sent. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(45);

    /** Time for an answer, past which the connection counts as lost. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final String url;
    private final ReconnectingWebSocket socket;
    private final LongSupplier clock;
    private final Requests requests = new Requests();
    private boolean open;
    private long sentMillis;

    /** Begins without a connection; {@code clock} tells milliseconds. */
    RequestLine(String url, ReconnectingWebSocket socket, LongSupplier clock) {
        this.url = url;
        this.socket = socket;
        this.clock = clock;
    }

    /** The socket is open, but nothing may be asked yet. */
    void connected() {
        sentMillis = clock.getAsLong();
    }

    /** The database listens to requests. */
    void open() {
        open = true;
    }

    /** The connection is lost. */
    void close() {
        open = false;
        requests.lost("the connection is lost");
    }

    boolean isOpen() {
        return open && socket.isOpen();
    }

    /** Asks for something, at once; the result completes when it is done. */
    Mono<Void> request(String action, ObjectNode body) {
        Sinks.Empty<Void> done = Sinks.empty();
        request(action, body, new Requests.Answer() {
            @Override
            public void onReply(Reply reply) {
                if (reply.isOk()) {
                    done.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
                } else {
                    fail("refused: " + reason(reply));
                }
            }

            @Override
            public void onLost(String reason) {
                fail(reason);
            }

            private void fail(String reason) {
                done.emitError(new DatabaseException(url, reason), Sinks.EmitFailureHandler.FAIL_FAST);
            }
        });
        return done.asMono();
    }

    /** Asks for something, at once. */
    void request(String action, ObjectNode body, Requests.Answer answer) {
        if (!isOpen()) {
            answer.onLost("not connected");
        } else if (requests.isFull()) {
            answer.onLost("too many requests wait for an answer");
        } else {
            long number = requests.add(answer, clock.getAsLong());
            for (String frame : Frames.split(DatabaseCodec.request(number, action, body))) {
                send(frame, number);
            }
        }
    }

    /** Hands on an answer and tells whether anybody waited for it. */
    boolean answered(Reply reply) {
        return requests.answered(reply);
    }

    /** Tells whether the database owes an answer for too long. */
    boolean isOverdue() {
        Long oldest = requests.oldestMillis();
        return oldest != null && clock.getAsLong() - oldest >= ANSWER_LIMIT.toMillis();
    }

    /** Sends a sign of life if one is due. */
    void keepAlive() {
        if (clock.getAsLong() - sentMillis >= KEEP_ALIVE.toMillis()) {
            send(Frames.KEEP_ALIVE, 0);
        }
    }

    private void send(String frame, long number) {
        sentMillis = clock.getAsLong();
        socket.send(frame)
                .subscribe(
                        null,
                        failure -> socket.execute(() -> {
                            requests.unsent(number, String.valueOf(failure.getMessage()));
                            // Some frames of the message may have gone out, and nothing after them would make sense.
                            if (failure instanceof WebSocketSendException unsent
                                    && unsent.reason() == WebSocketSendException.Reason.QUEUE_FULL) {
                                socket.reconnect("too much waits to be sent");
                            }
                        }));
    }

    /** Says what is wrong, as it may be shown. */
    static String reason(Reply reply) {
        return SocketRelayStatus.line(reply.reason().isEmpty() ? reply.status() : reply.reason());
    }
}
