package io.trystero.examples.peershell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A shell in a process of its own, driven as any program would. */
final class ShellProcess implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Process process;
    private final OutputStream input;
    private final List<JsonNode> events = new ArrayList<>();
    private final String selfId;
    private int tags;
    private boolean outputEnded;

    private ShellProcess(Process process) {
        this.process = process;
        this.input = process.getOutputStream();
        Thread reader = new Thread(this::read, "shell-output");
        reader.setDaemon(true);
        reader.start();
        this.selfId = await(is("ready")).path("selfId").asText();
    }

    /** Starts a shell and waits until it is ready. */
    static ShellProcess start(String... arguments) {
        return new ShellProcess(launch(ProcessBuilder.Redirect.INHERIT, arguments));
    }

    static Process launch(ProcessBuilder.Redirect errors, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                PeerShell.class.getName()));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).redirectError(errors).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String selfId() {
        return selfId;
    }

    /** Begins a command from JSON without its tag; {@code '} stands for the quotes. */
    int begin(String json) {
        ObjectNode command = object(json);
        int tag = ++tags;
        line(command.put("tag", tag).toString());
        return tag;
    }

    void line(String text) {
        try {
            input.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the result of a command that was begun. */
    JsonNode result(int tag) {
        return await(is("result").and(event -> event.path("tag").asInt() == tag));
    }

    /** Runs a command that must succeed and returns its value. */
    JsonNode run(String json) {
        JsonNode result = result(begin(json));
        if (!result.path("ok").asBoolean()) {
            throw new AssertionError(json + " failed: " + result);
        }
        return result.path("value");
    }

    /** Runs a command that must fail and returns the result. */
    JsonNode fail(String json) {
        JsonNode result = result(begin(json));
        if (result.path("ok").asBoolean()) {
            throw new AssertionError(json + " did not fail: " + result);
        }
        return result;
    }

    static Predicate<JsonNode> is(String event) {
        return node -> node.path("ev").asText().equals(event);
    }

    static Predicate<JsonNode> is(String event, String room) {
        return is(event).and(node -> node.path("room").asText().equals(room));
    }

    /** Returns the first event that matches and that no earlier call has returned, and takes it. */
    synchronized JsonNode await(Predicate<JsonNode> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (JsonNode event : events) {
                if (wanted.test(event)) {
                    events.remove(event);
                    return event;
                }
            }
            long left = end - System.nanoTime();
            if (left <= 0 || outputEnded) {
                throw new AssertionError("what was awaited has not come, but " + events);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Closes its input and returns its exit code. */
    int end() {
        try {
            input.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return exitCode();
    }

    /** Asks the process to end, by SIGTERM: it ends as after {@code System.exit}. */
    void terminate() {
        process.destroy();
    }

    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the shell does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    static ObjectNode object(String json) {
        try {
            return (ObjectNode) MAPPER.readTree(json.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (InputStream output = process.getInputStream()) {
            var lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = MAPPER.readTree(line);
                synchronized (this) {
                    events.add(event);
                    notifyAll();
                }
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            // the process was killed
        } finally {
            synchronized (this) {
                outputEnded = true;
                notifyAll();
            }
        }
    }
}
