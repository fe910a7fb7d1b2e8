package io.trystero.mqtt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A broker whose every word the test says. */
final class ScriptedBroker implements BrokerConnector {

    final List<Link> links = new ArrayList<>();

    @Override
    public BrokerLink connect(BrokerLink.Events events) {
        Link link = new Link(events);
        links.add(link);
        return link;
    }

    Link last() {
        return links.get(links.size() - 1);
    }

    static final class Link implements BrokerLink {

        final Events events;
        final Map<String, CompletableFuture<Object>> subscriptions = new LinkedHashMap<>();
        final List<String> unsubscribed = new ArrayList<>();
        final List<CompletableFuture<Object>> published = new ArrayList<>();
        boolean closed;
        boolean broken;

        Link(Events events) {
            this.events = events;
        }

        @Override
        public CompletionStage<?> subscribe(String topic) {
            return subscriptions.computeIfAbsent(topic, t -> new CompletableFuture<>());
        }

        @Override
        public CompletionStage<?> unsubscribe(String topic) {
            unsubscribed.add(topic);
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<?> publish(String topic, byte[] payload) {
            if (broken) {
                throw new IllegalStateException("not open");
            }
            CompletableFuture<Object> written = new CompletableFuture<>();
            published.add(written);
            return written;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
