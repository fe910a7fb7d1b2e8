package io.trystero.engine;

/**
 * How a connection came about.
 *
 * @param relay carried its offer or answer to us
 * @param openedAt when its channel opened, in milliseconds of the instance's clock
 * @param tookMillis from the signal that began it until then
 */
public record Found(RoomEngine.RelayName relay, long openedAt, long tookMillis) {

    static Found now(RelaySession session, EventLoop loop, long beganAt) {
        return new Found(session.name(), loop.now(), loop.now() - beganAt);
    }
}
