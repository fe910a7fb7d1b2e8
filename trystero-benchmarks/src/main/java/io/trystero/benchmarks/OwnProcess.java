package io.trystero.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What this process takes, as Linux tells it, and further ones beside it. */
final class OwnProcess {

    private OwnProcess() {}

    static long residentMegabytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    >> 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns what is resident and what of it is Java's, after a collection: what is in neither the heap nor Java's own areas, such
     * as code and metaspace, is native code's.
     */
    static String memory() {
        System.gc();
        MemoryMXBean java = ManagementFactory.getMemoryMXBean();
        return String.format(
                "resident %d MB, heap %d MB used of %d MB, code and metaspace %d MB",
                residentMegabytes(),
                java.getHeapMemoryUsage().getUsed() >> 20,
                java.getHeapMemoryUsage().getCommitted() >> 20,
                java.getNonHeapMemoryUsage().getUsed() >> 20);
    }

    /** Runs a program of this class path in a process of its own, which writes where this one does. */
    static Process fork(Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Returns the processor time so far, of all threads, in nanoseconds. */
    static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }
}
