package io.trystero.engine;

import io.trystero.signaling.SignalingStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * Through which strategies a room finds peers.
 *
 * @param strategies used from the beginning, all at once
 * @param fallbacks used one after another for as long as no relay of those before is up
 */
public record StrategyPlan(List<SignalingStrategy> strategies, List<Fallback> fallbacks) {

    /**
     * A strategy that is used only if those before it do not come up.
     *
     * @param afterMillis how long they may take
     */
    public record Fallback(SignalingStrategy strategy, long afterMillis) {}

    /** Keeps one of those that are equal. */
    public StrategyPlan {
        strategies = strategies.stream().distinct().toList();
        fallbacks = List.copyOf(fallbacks);
    }

    /** Returns one without fallbacks. */
    public static StrategyPlan of(List<SignalingStrategy> strategies) {
        return new StrategyPlan(strategies, List.of());
    }

    /** Returns one with another fallback, the last. */
    public StrategyPlan fallback(SignalingStrategy strategy, long afterMillis) {
        List<Fallback> more = new ArrayList<>(fallbacks);
        more.add(new Fallback(strategy, afterMillis));
        return new StrategyPlan(strategies, more);
    }

    /** Returns the strategies, and those to fall back to. */
    public List<SignalingStrategy> all() {
        List<SignalingStrategy> all = new ArrayList<>(strategies);
        fallbacks.forEach(fallback -> all.add(fallback.strategy()));
        return all;
    }
}
