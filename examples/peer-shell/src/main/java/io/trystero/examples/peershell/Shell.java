package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Carries out commands, side by side, and answers each. Its own thread begins them in the order of their lines. */
final class Shell {

    private static final Logger LOG = LoggerFactory.getLogger(Shell.class);
    private static final String EXIT = "exit";
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(1);
    private static final int SELF_ID_LENGTH = 20;
    private static final String ID_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Output output;
    private final Scheduler thread = Schedulers.newSingle("shell", true);
    private final Scheduler hashing = Schedulers.newSingle("hashing", true);
    private final Instances instances;
    private final Rooms rooms;
    private final Map<String, Command> commands = new LinkedHashMap<>();

    Shell(Output output) {
        this.output = output;
        this.instances = new Instances(randomId(), output);
        this.rooms = new Rooms(instances, output, thread, hashing);
        Stream.of(
                        new RoomCommands(rooms).all(),
                        new SendCommands(rooms).all(),
                        new RequestCommands(rooms).all(),
                        new ProcessCommands(rooms, instances).all(),
                        new MediaCommands(rooms).all())
                .flatMap(List::stream)
                .forEach(command -> commands.put(command.name(), command));
    }

    private static String randomId() {
        return new SecureRandom()
                .ints(SELF_ID_LENGTH, 0, ID_ALPHABET.length())
                .collect(StringBuilder::new, (id, i) -> id.append(ID_ALPHABET.charAt(i)), StringBuilder::append)
                .toString();
    }

    /** Says that commands may come. */
    void ready() {
        output.emit(Json.object()
                .put("ev", "ready")
                .put("selfId", instances.selfId())
                .put("runtime", "jvm " + Runtime.version())
                .put("pid", ProcessHandle.current().pid()));
    }

    /**
     * Begins a command and returns; its result comes by itself. Called by one thread.
     *
     * @return whether more commands may follow
     */
    boolean take(String line) {
        ObjectNode result = Json.object().put("ev", "result");
        Fields fields;
        try {
            fields = new Fields(Json.line(line));
        } catch (InvalidCommandException e) {
            output.emit(ErrorKind.describe(result, e));
            return true;
        }
        for (String echoed : List.of("cmd", "tag")) {
            if (fields.has(echoed)) {
                result.set(echoed, fields.any(echoed));
            }
        }
        String name = fields.any("cmd").asText("");
        if (name.equals(EXIT)) {
            answer(result, Json.object());
            return false;
        }
        // no line is read before the last one's command has begun
        CompletableFuture.runAsync(() -> run(name, fields, result), thread::schedule)
                .join();
        return true;
    }

    private void run(String name, Fields fields, ObjectNode result) {
        Command command = commands.get(name);
        Mono<ObjectNode> work = command == null
                ? Mono.error(new InvalidCommandException("no command " + fields.any("cmd") + "; --help lists them"))
                : command.run(fields);
        work.subscribe(value -> answer(result, value), error -> fail(result, error));
    }

    private void answer(ObjectNode result, ObjectNode value) {
        output.emit(result.put("ok", true).set("value", value));
    }

    private void fail(ObjectNode result, Throwable error) {
        LOG.debug("command failed: {}", result, error);
        output.emit(ErrorKind.describe(result, error));
    }

    /** Leaves all rooms; completes after a second at the latest. */
    Mono<Void> end() {
        return Mono.defer(() -> {
                    rooms.giveUpJoins();
                    return instances.dispose();
                })
                .subscribeOn(thread)
                .timeout(LEAVE_LIMIT, Mono.empty())
                .onErrorComplete();
    }

    /** Returns each command with its fields and what it does. */
    String help() {
        StringBuilder help = new StringBuilder();
        commands.values().forEach(command -> {
            help.append("  ").append(command.name()).append('\n');
            command.help()
                    .lines()
                    .forEach(line -> help.append("      ").append(line).append('\n'));
        });
        return help.append("  ")
                .append(EXIT)
                .append("\n      leaves all rooms and ends; so does the end of input\n")
                .toString();
    }
}
