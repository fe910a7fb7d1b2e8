package io.trystero.nostr;

import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.signaling.TopicSubscriptions;
import io.trystero.websocket.DroppedMessages;
import io.trystero.websocket.ReconnectingWebSocket;
import io.trystero.websocket.WebSocketListener;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One relay as a client sees it.
 *
 * <p>A subscription counts as taken once the relay has said that it has sent what it stored ({@code EOSE}): what is published from
 * then on is heard. The JavaScript library announces once the request is written; a relay that reads it and another's answer on
 * two threads can lose that answer.
 */
final class NostrTopicRelay implements TopicRelay, WebSocketListener, TopicSubscriptions.Wire {

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final ReconnectingWebSocket socket;
    private final Author author;
    private final SentEvents sent;
    private final Scheduler scheduler;
    private final TopicSubscriptions subscriptions;
    private final Subscribing subscribing;
    private final Standing standing;
    private final EventRate rate;

    // On the socket's thread alone.
    private final DroppedMessages dropped;
    private boolean noticeWarned;

    NostrTopicRelay(ReconnectingWebSocket socket, Author author, SignalingContext context) {
        this.socket = socket;
        this.author = author;
        this.sent = new SentEvents(author);
        this.scheduler = context.scheduler();
        this.subscriptions = new TopicSubscriptions(socket.url(), socket::execute, this);
        this.subscribing = new Subscribing(socket, subscriptions, scheduler, context.random());
        this.standing = new Standing(socket, scheduler);
        this.rate = new EventRate(now());
        this.dropped = new DroppedMessages(socket.url());
    }

    @Override
    public String url() {
        return socket.url();
    }

    @Override
    public Flux<RelayStatus> status() {
        return standing.status();
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic) {
        return subscriptions.subscribe(topic);
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return Mono.defer(() -> socket.send(NostrCodec.publish(sent.write(publication, now()))));
    }

    @Override
    public void pause() {
        socket.execute(standing::pause);
    }

    @Override
    public void resume() {
        socket.execute(standing::resume);
    }

    @Override
    public void dispose() {
        if (!socket.isDisposed()) {
            socket.execute(standing::dispose);
            // The socket first: the subscriptions that end need not be taken back one by one then.
            socket.dispose();
            subscriptions.complete();
        }
    }

    @Override
    public boolean isDisposed() {
        return socket.isDisposed();
    }

    @Override
    public void onFirst(String topic) {
        subscribing.add(topic);
    }

    @Override
    public void onLast(String topic) {
        subscribing.remove(topic);
    }

    @Override
    public void onOpen() {
        dropped.onOpen();
        noticeWarned = false;
        subscribing.opened();
    }

    @Override
    public void onClose(String reason) {
        subscribing.lost();
        subscriptions.lost();
    }

    @Override
    public void onText(String text) {
        RelayMessage message = NostrCodec.read(text);
        if (message instanceof RelayMessage.Event event) {
            received(event.subscription(), event.event());
        } else if (message instanceof RelayMessage.Ok ok) {
            answered(ok);
        } else if (message instanceof RelayMessage.EndOfStored end) {
            subscribing.answered(end.subscription());
        } else if (message instanceof RelayMessage.Closed closed) {
            closed(closed);
        } else if (message instanceof RelayMessage.Notice notice) {
            noticed(notice.text());
        } else if (message instanceof RelayMessage.Other other) {
            LOG.debug("{}: {} is not heeded", url(), other.type());
        } else {
            dropped.drop("not what a relay says");
        }
    }

    private void received(String subscription, NostrEvent event) {
        String topic = event.topic();
        if (!subscribing.contains(subscription) || topic == null || !subscriptions.contains(topic)) {
            LOG.debug("{}: an event came that nobody asked for, or no longer", url());
            return;
        }
        String fault = fault(event, topic);
        if (fault == null) {
            subscriptions.received(topic, event.content());
        } else {
            dropped.drop(fault);
        }
    }

    /** Returns what is wrong with an event, what is cheap to find out first; null if nothing is. */
    private @Nullable String fault(NostrEvent event, String topic) {
        if (event.kind() != NostrEvent.kindOf(topic)) {
            return "of another kind than its topic";
        } else if (!event.hasItsId()) {
            return "its id is not its hash";
        } else if (author.wrote(event)) {
            return null;
        } else if (!rate.tryTake(now())) {
            return "more than " + EventRate.PER_SECOND + " events a second";
        }
        return event.isSigned() ? null : "its signature is wrong";
    }

    private void answered(RelayMessage.Ok ok) {
        if (!sent.contains(ok.id())) {
            LOG.debug("{}: an answer came to an event that was not sent, or long ago", url());
        } else if (ok.accepted()) {
            if (sent.isFreshAnnounce(ok.id(), now())) {
                standing.accepted();
            }
        } else {
            switch (Refusal.of(ok.reason())) {
                case DUPLICATE -> LOG.debug("{}: {}", url(), ok.reason());
                case PASSING -> standing.throttle(ok.reason());
                case LASTING -> standing.retire(ok.reason());
            }
        }
    }

    private void closed(RelayMessage.Closed closed) {
        if (!subscribing.contains(closed.subscription())) {
            LOG.debug("{}: a subscription was closed that is not ours, or no longer", url());
        } else if (Refusal.of(closed.reason()) == Refusal.LASTING) {
            standing.retire(closed.reason());
        } else {
            standing.endure(closed.reason());
        }
    }

    private void noticed(String text) {
        if (noticeWarned) {
            LOG.debug("{} says: {}", url(), text);
        } else {
            noticeWarned = true;
            LOG.warn("{} says: {}; more on this connection is not told", url(), text);
        }
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }
}
