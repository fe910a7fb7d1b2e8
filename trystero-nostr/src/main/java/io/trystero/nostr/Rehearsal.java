package io.trystero.nostr;

import io.trystero.signaling.SignalingContext;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketRehearsal;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.scheduler.Schedulers;

/** A relay that hears itself, so that what the first one needs is loaded: the arithmetic of signatures above all. */
final class Rehearsal {

    private static final String REQUEST = "[\"REQ\",";
    private static final String PUBLICATION = "[\"EVENT\",";

    private final AtomicReference<String> subscription = new AtomicReference<>("");

    private Rehearsal() {}

    static void run(Author author) {
        SignalingContext context =
                new SignalingContext("rehearsal", "rehearsal", Schedulers.parallel(), new SplittableRandom());
        Rehearsal server = new Rehearsal();
        WebSocketRehearsal.run(
                (url, options) -> ReconnectingWebSocket.connect(
                        url, options, socket -> new NostrTopicRelay(socket, author, context)),
                server::answer);
        // What one wrote oneself is not verified.
        if (!author.sign(author.draft("rehearsal", "{}", 0)).isSigned()) {
            throw new IllegalStateException("signatures cannot be verified");
        }
    }

    /** Answers as a relay does whose only client has subscribed to what it publishes. */
    private Optional<String> answer(String text) {
        if (text.startsWith(REQUEST)) {
            String id = text.substring(REQUEST.length(), text.indexOf(',', REQUEST.length()));
            subscription.set(id);
            return Optional.of("[\"EOSE\"," + id + "]");
        }
        return text.startsWith(PUBLICATION)
                ? Optional.of(PUBLICATION + subscription.get() + "," + text.substring(PUBLICATION.length()))
                : Optional.empty();
    }
}
