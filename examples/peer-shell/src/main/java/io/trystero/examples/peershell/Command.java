package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A command of the shell.
 *
 * @param name the value of {@code cmd}
 * @param help its fields, its result and what they mean
 * @param work does it: what it does at once happens on the shell's thread, in the order of the lines
 */
record Command(String name, String help, Function<Fields, Mono<ObjectNode>> work) {

    /** Runs it; what it throws is an error signal too. */
    Mono<ObjectNode> run(Fields fields) {
        return Mono.defer(() -> work.apply(fields));
    }
}
