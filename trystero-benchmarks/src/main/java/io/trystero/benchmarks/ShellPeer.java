package io.trystero.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A peer in a process of its own, driven by lines of JSON: the peer shell, or its twin in JavaScript. */
final class ShellPeer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Writer commands;
    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private final String id;

    ShellPeer(List<String> command) {
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
        commands = process.outputWriter();
        Thread reader = new Thread(this::read, "reader of " + command.get(0));
        reader.setDaemon(true);
        reader.start();
        id = await(event -> is(event, "ready")).path("selfId").asText();
    }

    String id() {
        return id;
    }

    /** Runs a command and returns its result; other events wait for {@link #await}. */
    void run(ObjectNode command) {
        send(command);
        JsonNode result = await(event -> is(event, "result")
                && event.path("cmd").asText().equals(command.path("cmd").asText()));
        if (!result.path("ok").asBoolean()) {
            throw new IllegalStateException(command + " failed: " + result);
        }
    }

    void send(ObjectNode command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for an event and drops those before it. */
    JsonNode await(Predicate<JsonNode> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                JsonNode event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    throw new IllegalStateException("no such event within " + PATIENCE_SECONDS + " s");
                }
                if (wanted.test(event)) {
                    return event;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static boolean is(JsonNode event, String name) {
        return event.path("ev").asText().equals(name);
    }

    @Override
    public void close() {
        send(JSON.createObjectNode().put("cmd", "exit"));
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(JSON.readTree(line));
            }
        } catch (IOException e) {
            // the process is gone, and whoever waits for it will say so
        }
    }
}
