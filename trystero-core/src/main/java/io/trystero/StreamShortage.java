package io.trystero;

import io.trystero.engine.FairBudget;
import org.jspecify.annotations.Nullable;

/**
 * Why there was no room for a chunk: what took it up, and what mends that.
 *
 * @param held what the streams of the peer held
 * @param behind how much of it the room's worker had not taken yet
 * @param bound how much there is, in words
 */
record StreamShortage(long held, long behind, String bound) {

    /** Looks at the moment in which there is no room in memory; on any thread. */
    static StreamShortage now(StreamShare share, FairBudget.@Nullable Share memory) {
        return new StreamShortage(
                memory == null ? 0 : memory.held(), share.onItsWay(), memory == null ? "" : memory.bound());
    }

    /** Explains it, on the worker. */
    String ofMemory(StreamShare share, @Nullable SpillFile file) {
        return "the memory for streams is full, at " + bound + ": " + cause(share, file);
    }

    private String cause(StreamShare share, @Nullable SpillFile file) {
        long half = held / 2;
        if (behind > half) {
            return "the room's worker had not taken them: nothing may block it; publishOn another scheduler";
        }
        if (file != null && share.unwritten() > half) {
            return "they came faster than the spill file in " + file.directory()
                    + " is written: take a faster disk, or let senders pace themselves";
        }
        if (share.memory() <= half) {
            return "streams of other actions, rooms or peers take up the memory: read those faster, or let them wait in a"
                    + " file: StreamOptions.spill";
        }
        String orSpill = file == null ? ", or let them wait in a file: StreamOptions.spill" : "";
        long streams = share.inMemory();
        return streams > 1
                ? streams + " streams of the peer wait in memory: read more of them at once" + orSpill
                : "read faster" + (file == null ? ", or let it wait in a file: StreamOptions.spill" : "");
    }

    /** Explains that there is no room in the file, on the worker. */
    static String ofFile(StreamShare share, @Nullable SpillFile file) {
        return "the peer's part of the spill file is full at "
                + share.blocks().held() * SpillFile.BLOCK_BYTES + " bytes, the file may hold "
                + (file == null ? 0 : file.bytes())
                + ": read faster, or allow more with StreamOptions.spill";
    }
}
