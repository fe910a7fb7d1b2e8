package io.trystero.engine;

import io.trystero.rtc.Transport;
import io.trystero.signaling.RelayStatus;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/**
 * What an instance is made of.
 *
 * @param scheduler for the loop and every timer, and the only clock
 * @param random for ids, keys and jitter; secure outside tests
 * @param onRelayStatus hears each change of a relay's status, on the loop, the last when no room uses it any longer
 */
public record EngineSettings(
        String appId,
        String selfId,
        Transport transport,
        Scheduler scheduler,
        RandomGenerator random,
        Consumer<RelayStatus> onRelayStatus) {}
