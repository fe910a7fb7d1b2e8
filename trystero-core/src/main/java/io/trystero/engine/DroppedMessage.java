package io.trystero.engine;

import io.trystero.wire.Reassembly;

/**
 * A message that was dropped before it was whole.
 *
 * @param why which bound it passed, and what helps
 */
public record DroppedMessage(String action, String why) {

    /** What receives messages of any length; nothing does for the library's own actions. */
    private static final String STREAM = "receive it by Room.streamAction";

    static DroppedMessage of(Reassembly.OverLimitException over, Reassembly.Limits limits, FairBudget.Share shared) {
        String action = over.action();
        String what = "a message for action \"" + action + "\" was dropped"
                + switch (over.bound()) {
                    case MESSAGE -> ": it is over the limit of " + limits.messageBytes() + " bytes";
                    case METADATA ->
                        ": its metadata of " + over.come() + " bytes is over the limit of " + limits.metadataBytes();
                    case PEER_BYTES ->
                        after(over) + ": unfinished messages of one peer may take " + limits.totalBytes()
                                + " bytes of memory";
                    case SHARED_BYTES ->
                        after(over) + ": there is no more memory for unfinished messages, which is " + shared.bound();
                    case TRANSMISSIONS ->
                        ": " + limits.transmissions() + " messages of one peer may be unfinished at a time";
                };
        return new DroppedMessage(action, what + advice(over, shared));
    }

    private static String after(Reassembly.OverLimitException over) {
        return " when " + over.come() + " bytes of it had come";
    }

    private static String advice(Reassembly.OverLimitException over, FairBudget.Share shared) {
        if (ControlActions.isReserved(over.action())) {
            return "";
        }
        return switch (over.bound()) {
            case MESSAGE -> "; " + STREAM;
            case METADATA -> "; send what is large as the message";
            case PEER_BYTES -> "; let fewer be sent at once, or " + STREAM;
            case SHARED_BYTES ->
                (shared.isOfHeap() ? "; give the JVM more heap, or " : "; let fewer be sent at once, or ") + STREAM;
            case TRANSMISSIONS -> "; let fewer be sent at once";
        };
    }
}
