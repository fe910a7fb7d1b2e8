package io.trystero.webrtc;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
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
 * Measures this transport against webrtc-java used plainly. Not a test: run {@code main}.
 *
 * <p>This process sends, one that it starts receives; both copy each message once, as the engine does. Both kinds of link
 * are open throughout and take turns of a fraction of a second, so that the ratio of neighbours holds on a busy machine.
 */
final class RawDataChannelBaseline {

    private static final String ANSWER = "answer ";
    private static final double MEGABYTE = 1e6;

    /** What is sent in a turn. */
    private enum Load {
        FRAMES(16_451, 1_200),
        SMALL(64, 6_000);

        private final int size;
        private final int count;

        Load(int size, int count) {
            this.size = size;
            this.count = count;
        }
    }

    /** One turn: messages a second, and nanoseconds of processor time for each, of both processes. */
    private record Turn(double rate, double cpuNanos) {}

    private final Semaphore acknowledged = new Semaphore(0);
    private final Process receiver;

    private RawDataChannelBaseline(Process receiver) {
        this.receiver = receiver;
    }

    /** Takes the number of rounds, or, in the receiver, {@code receive}. */
    public static void main(String[] args) throws Exception {
        if (args.length == 1 && args[0].equals("receive")) {
            receive();
            return;
        }
        int rounds = args.length == 0 ? 30 : Integer.parseInt(args[0]);
        Process receiver = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RawDataChannelBaseline.class.getName(),
                        "receive")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            new RawDataChannelBaseline(receiver).measure(rounds);
        } finally {
            receiver.destroy();
        }
    }

    private void measure(int rounds) throws Exception {
        try (PrintStream out = new PrintStream(receiver.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader in = receiver.inputReader(StandardCharsets.UTF_8);
                BaselineLink raw = connect("raw", out, in);
                BaselineLink transport = connect("transport", out, in)) {
            for (Load load : Load.values()) {
                List<Turn> raws = new ArrayList<>();
                List<Turn> transports = new ArrayList<>();
                for (int round = -2; round < rounds; round++) {
                    boolean rawFirst = round % 2 == 0;
                    Turn first = turn(rawFirst ? raw : transport, load);
                    Turn second = turn(rawFirst ? transport : raw, load);
                    if (round >= 0) { // the first two warm up
                        raws.add(rawFirst ? first : second);
                        transports.add(rawFirst ? second : first);
                    }
                }
                report(load, raws, transports);
            }
        }
    }

    private BaselineLink connect(String kind, PrintStream out, BufferedReader in) throws Exception {
        BaselineLink link = BaselineLink.of(kind, true, message -> acknowledged.release());
        out.println(encode(link.offer()));
        String line = in.readLine();
        while (!line.startsWith(ANSWER)) {
            line = in.readLine(); // a logger may write to the same stream
        }
        link.accept(decode(line.substring(ANSWER.length())));
        link.awaitOpen();
        return link;
    }

    /** Measures from the first message to the receiver's acknowledgement of the last. */
    private Turn turn(BaselineLink link, Load load) throws Exception {
        byte[] payload = new byte[load.size];
        long cpu = cpuNanos();
        long start = System.nanoTime();
        for (int i = 1; i <= load.count; i++) {
            byte[] message = payload.clone();
            message[0] = (byte) (i == load.count ? 1 : 0);
            link.send(message);
        }
        acknowledged.acquire();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Turn(load.count / seconds, (cpuNanos() - cpu) / (double) load.count);
    }

    private long cpuNanos() {
        return Stream.of(ProcessHandle.current(), receiver.toHandle())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }

    private static void report(Load load, List<Turn> raws, List<Turn> transports) {
        for (List<Turn> turns : List.of(raws, transports)) {
            double rate = median(turns.stream().map(Turn::rate).toList());
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %-9s %8.0f messages/s, %6.1f MB/s, %6.1f us of processor time each%n",
                    load,
                    turns == raws ? "raw" : "transport",
                    rate,
                    rate * load.size / MEGABYTE,
                    turns.stream().mapToDouble(Turn::cpuNanos).average().orElseThrow() / 1e3);
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < raws.size(); i++) {
            ratios.add(transports.get(i).rate / raws.get(i).rate);
        }
        System.out.printf(
                Locale.ROOT,
                "%-6s transport to raw: %.3f by medians, %.3f by neighbours; processor time %.3f%n",
                load,
                median(transports.stream().map(Turn::rate).toList())
                        / median(raws.stream().map(Turn::rate).toList()),
                median(ratios),
                transports.stream().mapToDouble(Turn::cpuNanos).sum()
                        / raws.stream().mapToDouble(Turn::cpuNanos).sum());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private static void receive() throws Exception {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            acknowledge(answer("raw", in));
            acknowledge(answer("transport", in));
            in.transferTo(Writer.nullWriter()); // until the sender is gone
        }
        System.exit(0);
    }

    /** Answers on a link and returns what acknowledges the end of each turn on it. */
    private static Runnable answer(String kind, BufferedReader in) throws Exception {
        Semaphore last = new Semaphore(0);
        BaselineLink link = BaselineLink.of(kind, false, message -> take(message, last));
        System.out.println(ANSWER + encode(link.answer(decode(in.readLine()))));
        link.awaitOpen();
        return () -> {
            while (true) {
                last.acquireUninterruptibly();
                try {
                    link.send(new byte[] {1});
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private static void acknowledge(Runnable acknowledging) {
        Thread thread = new Thread(acknowledging, "acknowledge");
        thread.setDaemon(true);
        thread.start();
    }

    private static void take(ByteBuffer message, Semaphore last) {
        byte[] copy = new byte[message.remaining()];
        message.get(copy);
        if (copy[0] == 1) {
            last.release();
        }
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String line) {
        return new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
    }
}
