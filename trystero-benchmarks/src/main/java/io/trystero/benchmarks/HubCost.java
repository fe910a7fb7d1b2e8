package io.trystero.benchmarks;

import io.trystero.PeerId;
import io.trystero.RequestAction;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.media.MediaHub;
import io.trystero.relay.WebSocketRelay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a hub of four peers costs, a process of its own, relaying and mixing, of sound and with pictures of 320 x 240, 15 a second:
 * how long a frame takes from one peer's publisher to another's subscriber, and how much of what is sent arrives.
 */
public final class HubCost {

    static final Duration LIMIT = Duration.ofSeconds(30);
    static final String ROOM = "star";

    private static final int LEAVES = 4;
    private static final int BURSTS = 20;
    private static final int TRIES = 100;
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private HubCost() {}

    /** The hub: relays or mixes until it is ended, and tells what it takes. Arguments: the relay's URL, {@code relaying} or {@code mixing}. */
    public static void main(String[] arguments) {
        Trystero hub = MediaCost.instance(arguments[0]);
        Room room = Objects.requireNonNull(hub.join(ROOM).block(LIMIT));
        MediaHub work = arguments[1].equals("mixing") ? MediaHub.mixing(room) : MediaHub.relaying(room);
        room.request("ask", String.class, Long.class)
                .handle(what -> Mono.fromSupplier(
                        () -> what.equals("cpu") ? OwnProcess.cpuNanos() : OwnProcess.residentMegabytes()))
                .block();
        work.dispose();
    }

    static void run(int seconds) throws IOException {
        System.out.println("| hub of " + LEAVES + " | hundredths of a core | resident MB | sound: median, p90 ms"
                + " | pictures: median, p90 ms | of sound arrived | of pictures arrived |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (String kind : List.of("relaying", "mixing")) {
            measure(kind, false, seconds);
            measure(kind, true, seconds);
        }
    }

    private static void measure(String kind, boolean pictures, int seconds) throws IOException {
        WebSocketRelay relay = Objects.requireNonNull(
                WebSocketRelay.builder().host("127.0.0.1").bind().block(LIMIT));
        Process process = OwnProcess.fork(HubCost.class, relay.url(), kind);
        List<Leaf> leaves = new ArrayList<>();
        try {
            for (int i = 0; i < LEAVES; i++) {
                leaves.add(new Leaf(relay.url(), i));
            }
            PeerId hub = hub(leaves);
            leaves.forEach(leaf -> leaf.receive(leaves));
            leaves.forEach(leaf -> leaf.send(hub, pictures));
            await(SETTLED);
            Hub asked = new Hub(leaves.get(0), hub);
            leaves.forEach(Leaf::count);
            long start = System.nanoTime();
            long before = asked.ask("cpu");
            await(Duration.ofSeconds(seconds));
            double share = 100.0 * (asked.ask("cpu") - before) / (System.nanoTime() - start);
            String sound = arrived(leaves, Leaf::soundOf, leaf -> leaf.soundSent());
            String shown = arrived(leaves, Leaf::picturesOf, leaf -> leaf.picturesSent());
            long resident = asked.ask("resident");
            leaves.get(0).sendLive(hub, pictures);
            await(SETTLED);
            List<Leaf.Delays> delays = IntStream.range(0, BURSTS)
                    .mapToObj(burst -> burst(leaves, pictures))
                    .flatMap(List::stream)
                    .toList();
            System.out.printf(
                    "| %s, %s | %.1f | %d | %s | %s | %s | %s |%n",
                    kind,
                    pictures ? "sound and pictures" : "sound",
                    share,
                    resident,
                    spread(delays.stream().mapToLong(Leaf.Delays::sound)),
                    pictures ? spread(delays.stream().mapToLong(Leaf.Delays::picture)) : "–",
                    sound,
                    pictures ? shown : "–");
        } finally {
            leaves.forEach(Leaf::close);
            process.destroy();
            relay.dispose();
        }
    }

    /** Who is none of the leaves, once all have met all. */
    private static PeerId hub(List<Leaf> leaves) {
        Flux.interval(Duration.ofMillis(100))
                .filter(tick -> leaves.stream().allMatch(leaf -> leaf.peers().size() == LEAVES))
                .blockFirst(LIMIT);
        List<PeerId> own = leaves.stream().map(Leaf::id).toList();
        return leaves.get(0).peers().stream()
                .filter(peer -> !own.contains(peer))
                .findFirst()
                .orElseThrow();
    }

    private record Hub(RequestAction<String, Long> action, PeerId peer) {

        Hub(Leaf leaf, PeerId peer) {
            this(leaf.request("ask"), peer);
        }

        long ask(String what) {
            return Objects.requireNonNull(action.request(peer, what).block(LIMIT));
        }
    }

    /** The first leaf gets loud and bright, and the others tell when they notice, if they do within some seconds. */
    private static List<Leaf.Delays> burst(List<Leaf> leaves, boolean pictures) {
        List<Leaf> others = leaves.subList(1, leaves.size());
        // what is left of the burst before would be taken for this one
        until(() -> {
            others.forEach(Leaf::arm);
            await(QUIET);
            return others.stream().noneMatch(Leaf::hasNoticedAnything);
        });
        long from = leaves.get(0).burst(true);
        until(() -> others.stream().allMatch(leaf -> leaf.hasNoticed(pictures)));
        List<Leaf.Delays> delays =
                others.stream().map(leaf -> leaf.noticed(from)).toList();
        leaves.get(0).burst(false);
        return delays;
    }

    /** Waits until something holds, but not for long. */
    private static void until(BooleanSupplier condition) {
        for (int i = 0; i < TRIES && !condition.getAsBoolean(); i++) {
            await(Duration.ofMillis(20));
        }
    }

    private static String spread(LongStream millis) {
        long[] sorted = millis.filter(delay -> delay >= 0).sorted().toArray();
        return sorted.length == 0
                ? "none"
                : sorted[sorted.length / 2] + ", " + sorted[sorted.length * 9 / 10]
                        + (sorted.length < BURSTS * (LEAVES - 1)
                                ? " of " + sorted.length + " of " + BURSTS * (LEAVES - 1)
                                : "");
    }

    private interface Received {
        long of(Leaf receiver, Leaf source);
    }

    /** Returns how much of what each leaf sent came to each other one: of all together, and of the pair with the least. */
    private static String arrived(
            List<Leaf> leaves, Received received, java.util.function.ToLongFunction<Leaf> sentBy) {
        long sent = 0;
        long came = 0;
        double worst = 1;
        for (Leaf source : leaves) {
            for (Leaf receiver : leaves) {
                if (source != receiver) {
                    long one = received.of(receiver, source);
                    sent += sentBy.applyAsLong(source);
                    came += one;
                    worst = Math.min(worst, (double) one / Math.max(1, sentBy.applyAsLong(source)));
                }
            }
        }
        return String.format("%d of %d, at worst %.0f %%", came, sent, 100 * worst);
    }

    private static void await(Duration time) {
        Mono.delay(time).block();
    }
}
