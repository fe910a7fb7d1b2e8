package io.trystero.signaling;

/**
 * How fast an instance publishes on one relay, for all of its rooms together.
 *
 * @param perSecond messages a second for as long as it lasts
 * @param burst messages at once after a pause
 */
public record PublishRate(int perSecond, int burst) {

    /** Refuses what is not positive. */
    public PublishRate {
        if (perSecond <= 0 || burst <= 0) {
            throw new IllegalArgumentException(
                    "a publish rate is positive: " + perSecond + " a second, " + burst + " at once");
        }
    }

    @Override
    public String toString() {
        return perSecond + " messages a second";
    }
}
