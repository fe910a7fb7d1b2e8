package io.trystero.firebase;

import io.trystero.firebase.ServerMessage.Reply;
import io.trystero.websocket.SocketRelayStatus;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Tells the database who we are, if we are to. On the socket's thread alone. */
final class Login {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    /** Time for the application to come up with its token. */
    static final Duration TOKEN_LIMIT = Duration.ofSeconds(20);

    private final @Nullable AuthToken token;
    private final RequestLine line;
    private final Executor thread;
    private final Scheduler scheduler;
    private Disposable asking = Disposables.disposed();

    Login(@Nullable AuthToken token, RequestLine line, Executor thread, Scheduler scheduler) {
        this.token = token;
        this.line = line;
        this.thread = thread;
        this.scheduler = scheduler;
    }

    /** Tells whether another try may go better: whoever gives the token may give another. */
    boolean mayImprove() {
        return token == null || !token.isFixed();
    }

    /** Begins; one of the two is called, unless the connection is lost before. */
    void begin(Runnable accepted, Consumer<String> refused) {
        if (token == null) {
            accepted.run();
            return;
        }
        asking.dispose();
        asking = token.value()
                .timeout(TOKEN_LIMIT, scheduler)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("there is none")))
                .subscribe(
                        secret -> thread.execute(() -> tell(secret, accepted, refused)),
                        failure -> thread.execute(() -> refused.accept(
                                "no auth token: " + failure.getClass().getSimpleName())));
    }

    /** The connection is lost. */
    void cancel() {
        asking.dispose();
    }

    private void tell(String secret, Runnable accepted, Consumer<String> refused) {
        line.request("auth", DatabaseCodec.object().put("cred", secret), new Requests.Answer() {
            @Override
            public void onReply(Reply reply) {
                if (reply.isOk()) {
                    accepted.run();
                } else {
                    refused.accept("the auth token is refused: " + SocketRelayStatus.line(reply.status()));
                }
            }

            @Override
            public void onLost(String reason) {
                LOG.debug("not authenticated: {}", reason);
            }
        });
    }
}
