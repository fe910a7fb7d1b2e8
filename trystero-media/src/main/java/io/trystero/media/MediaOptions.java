package io.trystero.media;

import io.trystero.PeerId;
import io.trystero.SendOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** To whom media go, and what is said with them. Immutable: every method returns other options. */
public final class MediaOptions {

    private static final MediaOptions ALL = new MediaOptions(null, Set.of(), false, false, null);

    private final @Nullable Set<PeerId> targets;
    private final Set<PeerId> excepted;
    private final boolean newcomers;
    private final boolean hasMetadata;
    private final @Nullable Object metadata;

    private MediaOptions(
            @Nullable Set<PeerId> targets,
            Set<PeerId> excepted,
            boolean newcomers,
            boolean hasMetadata,
            @Nullable Object metadata) {
        this.targets = targets;
        this.excepted = excepted;
        this.newcomers = newcomers;
        this.hasMetadata = hasMetadata;
        this.metadata = metadata;
    }

    /** Sends to every peer that is in the room at that moment; with {@link #andNewcomers()} to those who come later, too. */
    public static MediaOptions toAll() {
        return ALL;
    }

    /** Sends to these peers alone; one that is not in the room is an error, and nobody is sent anything. */
    public static MediaOptions to(PeerId... peers) {
        return new MediaOptions(new LinkedHashSet<>(List.of(peers)), Set.of(), false, false, null);
    }

    /** Sends to everybody but these. */
    public static MediaOptions toAllBut(PeerId... peers) {
        return new MediaOptions(null, new LinkedHashSet<>(List.of(peers)), false, false, null);
    }

    /**
     * Sends to peers who join later, too, for as long as the media are sent; if there are named targets, to those of them who come
     * or come back.
     */
    public MediaOptions andNewcomers() {
        return new MediaOptions(targets, excepted, true, hasMetadata, metadata);
    }

    /**
     * Says something with the media.
     *
     * @param value anything that Jackson writes as JSON, at most 63 KiB of it
     */
    public MediaOptions metadata(@Nullable Object value) {
        return new MediaOptions(targets, excepted, newcomers, true, value);
    }

    boolean wantsNewcomers() {
        return newcomers;
    }

    boolean isForAll() {
        return targets == null && excepted.isEmpty();
    }

    boolean isFor(PeerId peer) {
        return targets == null ? !excepted.contains(peer) : targets.contains(peer);
    }

    /** Tells whether peers are told one by one, rather than all who are here at a moment. */
    boolean goesOn() {
        return newcomers || !excepted.isEmpty();
    }

    /** Returns those for who is here now. */
    SendOptions forPresent() {
        return with(targets == null ? SendOptions.toAll() : SendOptions.to(targets));
    }

    /** Returns those for one of them. */
    SendOptions forOne(PeerId peer) {
        return with(SendOptions.to(Objects.requireNonNull(peer)));
    }

    private SendOptions with(SendOptions options) {
        return hasMetadata ? options.metadata(metadata) : options;
    }
}
