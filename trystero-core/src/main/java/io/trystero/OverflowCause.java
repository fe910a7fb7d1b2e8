package io.trystero;

import io.trystero.engine.StreamMemory;
import org.jspecify.annotations.Nullable;

/**
 * Why there was no room for a chunk: what took it up, and what mends that.
 *
 * @param held what the streams of the peer held
 * @param behind how much of it the room's worker had not taken yet
 * @param bound how much there is, in words
 */
record OverflowCause(long held, long behind, String bound) {

    /** Looks at the moment in which there is no room in memory; on any thread. */
    static OverflowCause now(PeerStreams streams, @Nullable StreamMemory memory) {
        return new OverflowCause(
                memory == null ? 0 : memory.held(), streams.onItsWay(), memory == null ? "" : memory.bound());
    }

    /**
     * Explains it, on the worker.
     *
     * @param file that of the stream's action
     */
    String ofMemory(PeerStreams streams, @Nullable SpillFile file) {
        return "the memory for streams is full, at " + bound + ": " + cause(streams, file);
    }

    private String cause(PeerStreams streams, @Nullable SpillFile file) {
        long half = held / 2;
        if (behind > half) {
            return "the room's worker had not taken them: nothing may block it; publishOn another scheduler";
        }
        if (streams.unwritten() > half) {
            return "they came faster than the spill file" + (file == null ? "" : " in " + file.directory())
                    + " is written: take a faster disk, or let senders pace themselves";
        }
        if (streams.withoutBlock() > half) {
            return "they wait in memory because "
                    + (file == null
                            ? "the spill file of another action is full: read faster, or allow more with StreamOptions.spill"
                            : ofFile(streams, file));
        }
        if (streams.memory(queue -> true) <= half) {
            return "streams of other rooms or peers take up the memory: read those faster, or let them wait in a file:"
                    + " StreamOptions.spill";
        }
        boolean couldSpill = streams.memory(queue -> !queue.hasFile()) > half;
        long count = streams.inMemory();
        return count > 1
                ? count + " streams of the peer wait in memory: read more of them at once"
                        + (couldSpill ? ", or let them wait in a file: StreamOptions.spill" : "")
                : "read faster" + (couldSpill ? ", or let it wait in a file: StreamOptions.spill" : "");
    }

    /** Explains that there is no room in the file, on the worker. */
    static String ofFile(PeerStreams streams, SpillFile file) {
        return "the peer's part of the spill file is full at "
                + streams.blocks(file).held() * SpillFile.BLOCK_BYTES + " bytes, the file may hold " + file.bytes()
                + ": read faster, or allow more with StreamOptions.spill";
    }
}
