package io.trystero.webrtc;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Measures this transport against webrtc-java used plainly, in turns and in one run, so that the ratio holds on a busy
 * machine. Not a test: run {@code main}. The sender is this process; each round starts a receiver in a process of its own.
 * Both sides copy each message once, as the engine does.
 */
final class RawDataChannelBaseline {

    private static final int FRAME = 16_451;
    private static final int FRAMES = 6_000;
    private static final int SMALL = 64;
    private static final int SMALLS = 40_000;
    private static final double MEGABYTE = 1e6;
    private static final String ANSWER = "answer ";

    private final Semaphore acknowledged = new Semaphore(0);

    private RawDataChannelBaseline() {}

    /** Takes the number of rounds, or, in the receiver, {@code receive} and the kind of link. */
    public static void main(String[] args) throws Exception {
        if (args.length == 2) {
            receive(args[1]);
            return;
        }
        int rounds = args.length == 0 ? 8 : Integer.parseInt(args[0]);
        List<double[]> raw = new ArrayList<>();
        List<double[]> transport = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            raw.add(new RawDataChannelBaseline().round("raw"));
            transport.add(new RawDataChannelBaseline().round("transport"));
        }
        for (String row : List.of("median", "best")) {
            System.out.printf(
                    Locale.ROOT,
                    "%s, transport to raw: frames %.3f, small messages %.3f; CPU: %.3f, %.3f%n",
                    row,
                    ratio(transport, raw, 0, row),
                    ratio(transport, raw, 1, row),
                    ratio(transport, raw, 2, row),
                    ratio(transport, raw, 3, row));
        }
    }

    private double[] round(String kind) throws Exception {
        Process receiver = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RawDataChannelBaseline.class.getName(),
                        "receive",
                        kind)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BaselineLink link = BaselineLink.of(kind, true, message -> acknowledged.release());
                PrintStream out = new PrintStream(receiver.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader in = receiver.inputReader(StandardCharsets.UTF_8)) {
            out.println(encode(link.offer()));
            // A logger may write to the same stream.
            String line = in.readLine();
            while (!line.startsWith(ANSWER)) {
                line = in.readLine();
            }
            link.accept(decode(line.substring(ANSWER.length())));
            link.awaitOpen();
            run(link, FRAME, FRAMES / 8);
            long idle = cpuNanos(receiver);
            double frames = run(link, FRAME, FRAMES) * FRAME / MEGABYTE;
            double frameCpu = (cpuNanos(receiver) - idle) / (FRAMES * (FRAME / MEGABYTE)) / 1e6;
            run(link, SMALL, SMALLS / 8);
            idle = cpuNanos(receiver);
            double smalls = run(link, SMALL, SMALLS);
            double smallCpu = (cpuNanos(receiver) - idle) / 1e3 / SMALLS;
            System.out.printf(
                    Locale.ROOT,
                    "%-9s %6.1f MB/s, %5.1f ms of CPU per MB; %7.0f messages/s, %5.1f us of CPU each%n",
                    kind,
                    frames,
                    frameCpu,
                    smalls,
                    smallCpu);
            return new double[] {frames, smalls, frameCpu, smallCpu};
        } finally {
            receiver.destroy();
        }
    }

    /** Returns how many messages a second went, from the first to the receiver's acknowledgement of the last. */
    private double run(BaselineLink link, int size, int count) throws Exception {
        byte[] payload = new byte[size];
        long start = System.nanoTime();
        for (int i = 1; i <= count; i++) {
            byte[] message = payload.clone();
            message[0] = (byte) (i == count ? 1 : 0);
            link.send(message);
        }
        acknowledged.acquire();
        return count * 1e9 / (System.nanoTime() - start);
    }

    private static void receive(String kind) throws Exception {
        Semaphore last = new Semaphore(0);
        try (BaselineLink link = BaselineLink.of(kind, false, message -> take(message, last));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(ANSWER + encode(link.answer(decode(in.readLine()))));
            link.awaitOpen();
            for (int run = 0; run < 4; run++) {
                last.acquire();
                link.send(new byte[] {1});
            }
            in.readLine();
        }
    }

    private static void take(ByteBuffer message, Semaphore last) {
        byte[] copy = new byte[message.remaining()];
        message.get(copy);
        if (copy[0] == 1) {
            last.release();
        }
    }

    private static double ratio(List<double[]> of, List<double[]> to, int column, String row) {
        return value(of, column, row) / value(to, column, row);
    }

    /** The best is the highest rate and the lowest cost: what is least disturbed by whatever else the machine does. */
    private static double value(List<double[]> rounds, int column, String row) {
        double[] sorted =
                rounds.stream().mapToDouble(round -> round[column]).sorted().toArray();
        int best = column < 2 ? sorted.length - 1 : 0;
        return sorted[row.equals("median") ? sorted.length / 2 : best];
    }

    private static long cpuNanos(Process other) {
        return Stream.of(ProcessHandle.current(), other.toHandle())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String line) {
        return new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
    }
}
