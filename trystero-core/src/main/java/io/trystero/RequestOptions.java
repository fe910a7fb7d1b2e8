package io.trystero;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What goes with a request. Immutable: every method returns other options. */
public final class RequestOptions {

    private static final RequestOptions NONE = new RequestOptions(null, false, null, null);

    private final @Nullable Duration timeout;
    private final boolean hasMetadata;
    private final @Nullable Object metadata;
    private final @Nullable Consumer<TransferProgress> onProgress;

    private RequestOptions(
            @Nullable Duration timeout,
            boolean hasMetadata,
            @Nullable Object metadata,
            @Nullable Consumer<TransferProgress> onProgress) {
        this.timeout = timeout;
        this.hasMetadata = hasMetadata;
        this.metadata = metadata;
        this.onProgress = onProgress;
    }

    /** No metadata, no time limit. */
    public static RequestOptions none() {
        return NONE;
    }

    /** Limits the time from the moment that the request is sent to its answer; no limit without it. */
    public RequestOptions timeout(Duration limit) {
        return new RequestOptions(Arguments.positive(limit, "timeout"), hasMetadata, metadata, onProgress);
    }

    /** Sends metadata beside the query; see {@link SendOptions#metadata}. */
    public RequestOptions metadata(@Nullable Object value) {
        return new RequestOptions(timeout, true, value, onProgress);
    }

    /** Tells how far the query has come; see {@link SendOptions#onProgress}. */
    public RequestOptions onProgress(Consumer<TransferProgress> listener) {
        return new RequestOptions(timeout, hasMetadata, metadata, Arguments.given(listener, "listener"));
    }

    @Nullable
    Duration timeout() {
        return timeout;
    }

    boolean hasMetadata() {
        return hasMetadata;
    }

    @Nullable
    Object metadata() {
        return metadata;
    }

    @Nullable
    Consumer<TransferProgress> onProgress() {
        return onProgress;
    }
}
