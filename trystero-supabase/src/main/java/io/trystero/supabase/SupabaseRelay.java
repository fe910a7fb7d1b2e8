package io.trystero.supabase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trystero.signaling.Publication;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.signaling.TopicSubscriptions;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A project's channels as a relay: one channel a topic (section 8 of the protocol), in which a root topic hears the event
 * {@code join} and a self topic {@code sdp}. Subscriptions are known by event and topic.
 */
final class SupabaseRelay implements TopicRelay, Channels.Listener, TopicSubscriptions.Wire {

    private static final String PREFIX = "realtime:room:";
    private static final String SUFFIX = ":messages";
    private static final String JOIN = "join";
    private static final String SDP = "sdp";

    private final String url;
    private final Channels channels;
    private final TopicSubscriptions subscriptions;

    /** What is heard in a channel, by its topic; and whether we are in it. On the channels' thread alone. */
    private final Map<String, Set<String>> heard = new HashMap<>();

    private final Set<String> joined = new HashSet<>();

    /**
     * Begins to connect.
     *
     * @param url as it is shown
     * @param connect makes the channels, given who listens to them
     */
    SupabaseRelay(String url, Function<? super Channels.Listener, ? extends Channels> connect) {
        this.url = url;
        this.channels = connect.apply(this);
        this.subscriptions = new TopicSubscriptions(url, channels::execute, this);
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Flux<RelayStatus> status() {
        return channels.status();
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic) {
        return subscribe(topic, topic);
    }

    @Override
    public Flux<TopicEvent> subscribe(String topic, String rootTopic) {
        return subscriptions.subscribe(name(topic.equals(rootTopic) ? JOIN : SDP, channel(topic)));
    }

    @Override
    public Mono<Void> publish(Publication publication) {
        return Mono.defer(() -> {
            boolean announce = publication.kind() == Publication.Kind.ANNOUNCE;
            JsonNode payload =
                    announce ? PhoenixCodec.json(publication.payload()) : TextNode.valueOf(publication.payload());
            String channel = channel(publication.topic());
            if (payload == null) {
                return Mono.error(new IllegalArgumentException("an announce is JSON"));
            }
            if (channel.getBytes(StandardCharsets.UTF_8).length > PhoenixCodec.MAX_FIELD_BYTES) {
                return Mono.error(new IllegalArgumentException("a topic is too long for the server"));
            }
            return broadcast(channel, announce ? JOIN : SDP, payload);
        });
    }

    private Mono<Void> broadcast(String channel, String event, JsonNode payload) {
        if (!channels.isOpen()) {
            return Mono.error(new IllegalStateException(url + ": not connected"));
        }
        return Mono.<Mono<Void>>create(
                        sink -> channels.execute(() -> sink.success(channels.broadcast(channel, event, payload))))
                .flatMap(Function.identity());
    }

    @Override
    public void pause() {
        channels.pause();
    }

    @Override
    public void resume() {
        channels.resume();
    }

    @Override
    public void dispose() {
        // The connection first: the channels that end need not be left one by one then.
        channels.dispose();
        subscriptions.complete();
    }

    @Override
    public boolean isDisposed() {
        return channels.isDisposed();
    }

    @Override
    public void onFirst(String name) {
        String channel = name.substring(name.indexOf(' ') + 1);
        Set<String> names = heard.computeIfAbsent(channel, made -> new HashSet<>());
        names.add(name);
        if (joined.contains(channel)) {
            subscriptions.subscribing(name).run();
        } else if (names.size() == 1) {
            channels.join(channel);
        }
    }

    @Override
    public void onLast(String name) {
        String channel = name.substring(name.indexOf(' ') + 1);
        Set<String> names = heard.getOrDefault(channel, new HashSet<>());
        names.remove(name);
        if (names.isEmpty()) {
            heard.remove(channel);
            joined.remove(channel);
            channels.leave(channel);
        }
    }

    @Override
    public void onJoined(String channel) {
        joined.add(channel);
        Set.copyOf(heard.getOrDefault(channel, Set.of()))
                .forEach(name -> subscriptions.subscribing(name).run());
    }

    @Override
    public void onLeft(String channel) {
        joined.remove(channel);
        heard.getOrDefault(channel, Set.of()).forEach(subscriptions::lost);
    }

    @Override
    public void onBroadcast(String channel, String event, JsonNode payload) {
        if (!event.equals(JOIN) && !event.equals(SDP)) {
            return;
        }
        if (payload.isTextual()) {
            subscriptions.received(name(event, channel), payload.asText());
        } else if (payload.isObject()) {
            subscriptions.received(name(event, channel), payload.toString());
        } else {
            channels.drop("no signal");
        }
    }

    private static String name(String event, String channel) {
        return event + " " + channel;
    }

    private static String channel(String topic) {
        return PREFIX + topic + SUFFIX;
    }
}
