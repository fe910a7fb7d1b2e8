package io.trystero.signaling;

import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/**
 * What an instance gives the relays that it opens.
 *
 * @param appId the application's id
 * @param selfId this instance's peer id
 * @param scheduler for every timer, and the only clock
 * @param random for jitter and for ids that need not be secret
 */
public record SignalingContext(String appId, String selfId, Scheduler scheduler, RandomGenerator random) {}
