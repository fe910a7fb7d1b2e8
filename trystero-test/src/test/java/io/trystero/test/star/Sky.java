package io.trystero.test.star;

import io.trystero.MessageAction;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.star.Star;
import io.trystero.star.StarAction;
import io.trystero.star.StarMessage;
import io.trystero.test.room.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Peers of one room, whose ids begin with their names: {@code "a"} is lower than {@code "b"}. */
final class Sky implements AutoCloseable {

    final World world = new World(23);

    Room join(String name) {
        return join(name, false);
    }

    /** Joins so that passive peers are met alone by others that are not. */
    Room passive(String name) {
        return join(name, true);
    }

    private Room join(String name, boolean passive) {
        Trystero instance = world.instance(
                name,
                id(name).value(),
                builder -> builder.strategy(world.network.host(name).strategy()));
        Room room = world.join(instance, "lobby", config -> config.passive(passive));
        // one that is passive waits for the steady announces of the others
        world.seconds(passive ? 65 : 5);
        return room;
    }

    Star willing(String name) {
        return settled(Star.willing(join(name)));
    }

    Star leaf(String name) {
        return settled(Star.unwilling(passive(name)));
    }

    Star settled(Star star) {
        world.seconds(1);
        return star;
    }

    static String name(Optional<PeerId> peer) {
        return peer.map(Sky::name).orElse("nobody");
    }

    static String name(PeerId peer) {
        return named(peer.value());
    }

    static PeerId id(String name) {
        return new PeerId(name + "0".repeat(20 - name.length()));
    }

    /** Puts names for ids. */
    private static String named(String text) {
        return text.replaceAll("0{5,}", "");
    }

    /** Notes what comes, as {@code "source: value metadata"}. */
    <T> List<String> heard(StarAction<T> action) {
        return world.watch(action.messages().map(Sky::line));
    }

    private static String line(StarMessage<?> message) {
        return name(message.source()) + ": " + message.value()
                + (message.metadata() == null ? "" : " " + message.metadata());
    }

    /** Subscribes, and notes {@code "done"} or the error. */
    List<Object> sent(Mono<Void> send) {
        List<Object> end = new ArrayList<>();
        send.subscribe(ignored -> {}, end::add, () -> end.add("done"));
        world.seconds(1);
        return end;
    }

    /** Notes messages of a plain action as they are on the wire, as {@code "from: value metadata"}. */
    <T> List<String> onTheWire(MessageAction<T> action) {
        return world.watch(action.messages()
                .map(message -> name(message.from()) + ": " + message.value()
                        + (message.metadata() == null
                                ? ""
                                : " " + named(message.metadata().toString()))));
    }

    <T> List<T> watch(Flux<T> flux) {
        return world.watch(flux);
    }

    @Override
    public void close() {
        world.close();
    }
}
