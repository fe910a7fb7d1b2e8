package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this process uses. What only Linux tells is {@code null} elsewhere. */
final class ProcessStats {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessStats() {}

    static ObjectNode take() {
        List<String> status = status();
        return Json.object()
                .put("rss", number(status, "VmRSS:", 1_024))
                .put(
                        "heap",
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
                .put("cpuMs", cpu().toMillis())
                .put("pid", ProcessHandle.current().pid())
                .put("threads", number(status, "Threads:", 1));
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static List<String> status() {
        try {
            return Files.readAllLines(STATUS);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Returns the first number behind a name, in its unit. */
    private static @Nullable Long number(List<String> status, String name, long unit) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .flatMap(line -> Stream.of(line.split("\\s+")).skip(1).limit(1))
                .map(value -> Long.parseLong(value) * unit)
                .findFirst()
                .orElse(null);
    }
}
