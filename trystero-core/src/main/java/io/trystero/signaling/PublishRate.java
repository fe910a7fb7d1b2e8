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
        checkPositive("perSecond", perSecond);
        checkPositive("burst", burst);
    }

    private static void checkPositive(String name, int given) {
        if (given <= 0) {
            throw new IllegalArgumentException(name + " must be positive, but is " + given);
        }
    }

    @Override
    public String toString() {
        return perSecond + " messages a second";
    }
}
