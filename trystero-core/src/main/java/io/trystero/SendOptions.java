package io.trystero;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** To whom something is sent, and what goes with it. Immutable: every method returns other options. */
public final class SendOptions {

    private static final SendOptions ALL = new SendOptions(null, false, null, null);

    private final @Nullable List<PeerId> targets;
    private final boolean hasMetadata;
    private final @Nullable Object metadata;
    private final @Nullable Consumer<TransferProgress> onProgress;

    private SendOptions(
            @Nullable List<PeerId> targets,
            boolean hasMetadata,
            @Nullable Object metadata,
            @Nullable Consumer<TransferProgress> onProgress) {
        this.targets = targets;
        this.hasMetadata = hasMetadata;
        this.metadata = metadata;
        this.onProgress = onProgress;
    }

    /** Sends to every peer that is in the room when the send is subscribed to. */
    public static SendOptions toAll() {
        return ALL;
    }

    /** Sends to these peers; one that is not in the room fails the send before anything is sent. */
    public static SendOptions to(PeerId... peers) {
        return to(Arguments.all(peers, "peers"));
    }

    /** Sends to these peers; one that is not in the room fails the send before anything is sent. */
    public static SendOptions to(Collection<PeerId> peers) {
        Set<PeerId> distinct = new LinkedHashSet<>(Arguments.all(peers, "peers"));
        return new SendOptions(List.copyOf(distinct), false, null, null);
    }

    /**
     * Sends metadata beside the message.
     *
     * @param value anything that Jackson writes as JSON; {@code null} is sent as a JSON {@code null}
     */
    public SendOptions metadata(@Nullable Object value) {
        return new SendOptions(targets, true, value, onProgress);
    }

    /**
     * Tells how much of the message was handed to each peer's channel: up to 256 times a peer, each time that the fraction has
     * become another.
     *
     * @param listener called on the room's worker; what it throws is logged and otherwise ignored
     */
    public SendOptions onProgress(Consumer<TransferProgress> listener) {
        return new SendOptions(targets, hasMetadata, metadata, Arguments.given(listener, "listener"));
    }

    @Nullable
    List<PeerId> targets() {
        return targets;
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
