package io.trystero;

import io.trystero.engine.StreamedSend;
import io.trystero.wire.StreamedFrames;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Reads the bytes of a streamed send from their publisher, a few buffers ahead, and holds it to the length that was told. The
 * publisher is called on the room's worker alone.
 */
final class StreamSource implements CoreSubscriber<ByteBuffer> {

    private final JoinedRoom room;
    private final long length;
    private final ContextView context;
    private final Consumer<Throwable> onFailure;
    private @Nullable StreamedSend send;
    private @Nullable Subscription subscription;
    /** Buffers that it was asked for and has not given; it gives them on any thread. */
    private final AtomicLong asked = new AtomicLong();

    private long received;
    private boolean cancelled;
    private boolean over;

    /**
     * Prepares to read; nothing is asked for yet.
     *
     * @param onFailure hears, on the loop, why the bytes did not come as told
     */
    StreamSource(JoinedRoom room, long length, ContextView context, Consumer<Throwable> onFailure) {
        this.room = room;
        this.length = length;
        this.context = context;
        this.onFailure = onFailure;
    }

    /** Begins to read; on the loop. */
    void start(Publisher<? extends ByteBuffer> bytes, StreamedSend into) {
        room.worker()
                .execute(
                        () -> {
                            send = into;
                            if (!cancelled) {
                                bytes.subscribe(this);
                            }
                        },
                        this::thrown);
    }

    /** More buffers may come; on the loop. */
    void ask(int more) {
        room.worker()
                .execute(
                        () -> {
                            Subscription source = subscription;
                            if (source != null && !cancelled) {
                                request(source, more);
                            }
                        },
                        this::thrown);
    }

    /** Stops reading. */
    void cancel() {
        room.worker().execute(() -> {
            cancelled = true;
            if (subscription != null) {
                subscription.cancel();
            }
        });
    }

    @Override
    public Context currentContext() {
        return Context.of(context);
    }

    @Override
    public void onSubscribe(Subscription source) {
        room.worker()
                .execute(
                        () -> {
                            if (!Operators.validate(subscription, source)) {
                                return;
                            }
                            subscription = source;
                            if (cancelled) {
                                source.cancel();
                            } else {
                                request(source, StreamedFrames.AHEAD);
                            }
                        },
                        this::thrown);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        if (over) {
            return;
        }
        received += bytes.remaining();
        if (asked.decrementAndGet() < 0) {
            fail(
                    Exceptions.failWithOverflow(
                            "the source of a send gave more buffers than it was asked for; put onBackpressureBuffer() behind it"));
            cancel();
        } else if (received > length) {
            fail(new WrongLengthException(length, received));
            cancel();
        } else {
            room.loop().execute(() -> sending().offer(bytes));
        }
    }

    @Override
    public void onError(Throwable error) {
        if (over) {
            Operators.onErrorDropped(error, currentContext());
        } else {
            fail(error);
        }
    }

    @Override
    public void onComplete() {
        if (over) {
            return;
        }
        if (received < length) {
            fail(new WrongLengthException(length, received));
        } else {
            over = true;
            room.loop().execute(() -> sending().complete());
        }
    }

    private void request(Subscription source, long more) {
        asked.addAndGet(more);
        source.request(more);
    }

    /** The publisher threw where it must not; nothing else may be expected of it. */
    private void thrown(Throwable error) {
        cancel();
        onError(error);
    }

    private void fail(Throwable error) {
        over = true;
        room.loop().execute(() -> onFailure.accept(error));
    }

    private StreamedSend sending() {
        return Objects.requireNonNull(send);
    }
}
