package io.trystero.mqtt;

import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.SignalingContext;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.signaling.TopicSubscriptions;
import io.trystero.websocket.DroppedMessages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One broker as a client sees it: connected anew whenever the connection is lost, {@linkplain Reconnection after a while}, for
 * as long as it is not disposed.
 *
 * <p>State changes on one worker of the instance's scheduler.
 */
final class MqttTopicRelay implements TopicRelay, TopicSubscriptions.Wire {

    /** Largest message taken from a broker, in bytes, as of a WebSocket; larger ones are dropped. */
    static final int MAX_MESSAGE_BYTES = 1 << 20;

    /** Messages that wait for the worker; what comes beyond is dropped. */
    static final int MAX_WAITING_MESSAGES = 4_096;

    /** Publications that the client has not written yet; past it they fail. */
    static final int MAX_UNWRITTEN = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger("io.trystero.signaling");

    private final BrokerUrl url;
    private final BrokerConnector connector;
    private final Scheduler.Worker worker;
    private final Scheduler clock;
    private final Reconnection reconnection;
    private final Throttle throttle;
    private final WorkerTimer throttleEnd;
    private final DroppedMessages dropped;
    private final TopicSubscriptions subscriptions;
    private final Sinks.Many<RelayStatus> status = Sinks.many().replay().latest();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger unwritten = new AtomicInteger();
    private volatile @Nullable Session open;
    private volatile boolean disposed;

    // On the worker alone.
    private @Nullable Session session;
    private boolean paused;

    MqttTopicRelay(BrokerUrl url, BrokerConnector connector, SignalingContext context) {
        this.url = url;
        this.connector = connector;
        this.clock = context.scheduler();
        this.worker = clock.createWorker();
        this.reconnection = new Reconnection(url.toString(), this::connect, worker, context.random());
        this.throttle = new Throttle();
        this.throttleEnd = new WorkerTimer(worker);
        this.dropped = new DroppedMessages(url.toString());
        this.subscriptions = new TopicSubscriptions(url.toString(), this::execute, this);
        emit(RelayStatus.connecting(MqttStrategy.NAME, url()));
    }

    /** Begins to connect. */
    MqttTopicRelay start() {
        execute(this::connect);
        return this;
    }

    @Override
    public String url() {
        return url.toString();
    }

    @Override
    public Flux<RelayStatus> status() {
        return status.asFlux().distinctUntilChanged().onBackpressureLatest();
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic) {
        return subscriptions.subscribe(topic);
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return Mono.defer(() -> {
            Session now = open;
            if (now == null) {
                return Mono.error(new MqttSendException(url(), disposed ? "disposed" : "not connected"));
            }
            if (unwritten.incrementAndGet() > MAX_UNWRITTEN) {
                unwritten.decrementAndGet();
                return Mono.error(new MqttSendException(url(), "too much waits to be sent"));
            }
            return Mono.fromCompletionStage(() -> now.link()
                            .publish(publication.topic(), publication.payload().getBytes(StandardCharsets.UTF_8)))
                    .doFinally(end -> unwritten.decrementAndGet())
                    .onErrorMap(failure -> new MqttSendException(
                            url(), BrokerFailure.of(failure).reason()))
                    .then();
        });
    }

    @Override
    public void pause() {
        execute(() -> {
            paused = true;
            if (session == null) {
                reconnection.stop();
                emit(RelayStatus.paused(MqttStrategy.NAME, url(), "paused"));
            }
        });
    }

    @Override
    public void resume() {
        execute(() -> {
            if (paused) {
                paused = false;
                if (session == null) {
                    reconnection.now();
                }
            }
        });
    }

    @Override
    public void dispose() {
        if (!disposed) {
            disposed = true;
            execute(this::end);
            subscriptions.complete();
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    @Override
    public void onFirst(String topic) {
        Session now = open;
        if (now != null) {
            now.subscribe(topic);
        }
    }

    @Override
    public void onLast(String topic) {
        Session now = open;
        if (now != null) {
            var unused = now.link().unsubscribe(topic).exceptionally(failure -> {
                LOG.debug(
                        "{}: not unsubscribed: {}",
                        url,
                        BrokerFailure.of(failure).reason());
                return null;
            });
        }
    }

    private void connect() {
        if (disposed || paused || session != null) {
            return;
        }
        emit(RelayStatus.connecting(MqttStrategy.NAME, url()));
        Session next = new Session();
        session = next;
        next.link = connector.connect(next);
    }

    private void lost(BrokerFailure failure) {
        open = null;
        session = null;
        reconnection.stop();
        throttleEnd.cancel();
        subscriptions.lost();
        String reason = failure.reason();
        if (failure.wantsLess()) {
            throttle.wanted(clock.now(TimeUnit.MILLISECONDS), reason);
        }
        if (paused) {
            emit(RelayStatus.paused(MqttStrategy.NAME, url(), reason + "; paused"));
            return;
        }
        emit(RelayStatus.down(MqttStrategy.NAME, url(), reason, reconnection.lost(reason)));
    }

    private void opened(Session now) {
        open = now;
        dropped.onOpen();
        reconnection.opened();
        tellOpen();
        subscriptions.topics().forEach(now::subscribe);
    }

    /** Tells whether the broker takes all, and looks again when it should. */
    private void tellOpen() {
        Duration left = throttle.left(clock.now(TimeUnit.MILLISECONDS));
        if (left.isZero()) {
            emit(RelayStatus.up(MqttStrategy.NAME, url()));
        } else {
            emit(RelayStatus.throttled(MqttStrategy.NAME, url(), throttle.reason(), left));
            throttleEnd.set(left, this::tellOpen);
        }
    }

    private void received(String topic, byte[] payload) {
        subscriptions.received(topic, new String(payload, StandardCharsets.UTF_8));
    }

    private void end() {
        Session last = session;
        session = null;
        open = null;
        reconnection.stop();
        throttleEnd.cancel();
        if (last != null) {
            last.link().close();
        }
        if (status.tryEmitComplete().isFailure()) {
            LOG.debug("{}: status not completed", url);
        }
        worker.dispose();
    }

    private void emit(RelayStatus now) {
        Sinks.EmitResult result = status.tryEmitNext(now);
        if (result.isFailure()) {
            LOG.debug("{}: status not told: {}", url, result);
        }
    }

    private void execute(Runnable task) {
        try {
            worker.schedule(task);
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: a task came after the relay was disposed", url);
        }
    }

    /** One connection or the attempt at one. Its events count while it is the relay's present one. */
    private final class Session implements BrokerLink.Events {

        private @Nullable BrokerLink link;

        BrokerLink link() {
            if (link == null) {
                throw new IllegalStateException("used before connect returned");
            }
            return link;
        }

        void subscribe(String topic) {
            Runnable taken = subscriptions.subscribing(topic);
            var unused = link().subscribe(topic)
                    .whenComplete((granted, failure) -> execute(() -> {
                        if (failure == null) {
                            taken.run();
                        } else {
                            fail(failure);
                        }
                    }));
        }

        /** Without its subscriptions a connection is of no use. */
        private void fail(Throwable failure) {
            if (session == this) {
                lost(BrokerFailure.of(failure));
                link().close();
            }
        }

        @Override
        public void onOpen() {
            execute(() -> {
                if (session == this) {
                    opened(this);
                }
            });
        }

        @Override
        public void onMessage(String topic, byte[] payload, boolean retained) {
            boolean fits = waiting.incrementAndGet() <= MAX_WAITING_MESSAGES;
            if (!fits) {
                waiting.decrementAndGet();
            }
            if (!fits || retained || payload.length > MAX_MESSAGE_BYTES) {
                // a retained one is of the past: whoever announced by it may be long gone
                String what = !fits
                        ? "came faster than they are taken"
                        : retained ? "retained" : "of " + payload.length + " bytes";
                if (fits) {
                    waiting.decrementAndGet();
                }
                execute(() -> dropped.drop(what));
                return;
            }
            execute(() -> {
                waiting.decrementAndGet();
                if (session == this) {
                    received(topic, payload);
                }
            });
        }

        @Override
        public void onClosed(Throwable cause) {
            execute(() -> {
                if (session == this) {
                    lost(BrokerFailure.of(cause));
                }
            });
        }
    }
}
