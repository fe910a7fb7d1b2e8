package io.trystero.test.room;

import io.trystero.signaling.Publication;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicRelay;
import io.trystero.wire.MalformedException;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.SignalCipher;
import io.trystero.wire.SignalMessage;
import io.trystero.wire.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** One room of a {@link JavaScriptLikePeer}. */
final class JavaScriptLikeRoom {

    private static final long[] BURST = {233, 533, 1_333};
    private static final long STEADY = 60_000;
    private static final long LEAVE = 99;

    private final JavaScriptLikePeer process;
    private final String roomId;
    private final String password;
    private final String token;
    private final SignalCipher cipher;
    private final Map<String, JavaScriptLikeAttempt> attempts = new LinkedHashMap<>();
    private final Map<String, JavaScriptLikeAttachment> attached = new LinkedHashMap<>();
    private final Disposable.Composite subscriptions = Disposables.composite();
    private final List<String> heard = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> comings = new ArrayList<>();
    private boolean left;

    JavaScriptLikeRoom(JavaScriptLikePeer process, String roomId, String password) {
        this.process = process;
        this.roomId = roomId;
        this.password = password;
        this.token = Topics.roomToken(World.APP, roomId);
        this.cipher = new SignalCipher(password, World.APP, roomId, process.random());
    }

    void start() {
        for (TopicRelay relay : process.relays()) {
            int[] subscribed = new int[1];
            for (String topic : List.of(rootTopic(), selfTopicOf(process.id()))) {
                subscriptions.add(relay.subscribe(topic).subscribe(event -> {
                    if (event instanceof TopicEvent.Received received) {
                        onRelayMessage(relay, received.payload());
                    } else if (++subscribed[0] == 2) {
                        announce(relay, 0);
                    }
                }));
            }
        }
        List<JavaScriptLikeLink> links = process.links();
        links.stream().filter(link -> link.isPresentIn(token)).forEach(this::attach);
        links.forEach(link -> link.presence(token, true));
    }

    /** Says goodbye, goes on for a moment, and is gone. */
    void leave(Runnable then) {
        attached.values().forEach(attachment -> attachment.send("@_leave", "", PayloadKind.TEXT));
        process.later(
                () -> {
                    List.copyOf(attached.values()).forEach(JavaScriptLikeAttachment::exit);
                    left = true;
                    process.left(this);
                    attempts.values().forEach(JavaScriptLikeAttempt::abandon);
                    subscriptions.dispose();
                    then.run();
                },
                LEAVE);
    }

    /** Returns the ids of the peers that have joined. */
    Set<String> peers() {
        Set<String> active = new TreeSet<>();
        attached.values().stream()
                .filter(JavaScriptLikeAttachment::isActive)
                .forEach(attachment -> active.add(attachment.peerId()));
        return active;
    }

    /** Makes an offer whatever the ids, as it would had an announce been heard long before. */
    void offerTo(String peerId) {
        process.relays().forEach(attempt(peerId)::offerOn);
    }

    void say(String text) {
        attached.values().stream()
                .filter(JavaScriptLikeAttachment::isActive)
                .forEach(attachment -> attachment.send("chat", text, PayloadKind.TEXT));
    }

    List<String> heard() {
        return heard;
    }

    /** Returns how often some peer {@code joined} and {@code left}, in order. */
    List<String> comings() {
        return comings;
    }

    List<String> errors() {
        return errors;
    }

    JavaScriptLikePeer process() {
        return process;
    }

    String roomId() {
        return roomId;
    }

    String password() {
        return password;
    }

    String token() {
        return token;
    }

    SignalCipher cipher() {
        return cipher;
    }

    boolean isLeft() {
        return left;
    }

    void attach(JavaScriptLikeLink link) {
        JavaScriptLikeAttempt attempt = attempt(link.peerId);
        attempt.connected(link);
        if (!link.isBound(token)) {
            JavaScriptLikeAttachment replaced = attached.remove(link.peerId);
            if (replaced != null) {
                replaced.exit();
            }
            JavaScriptLikeAttachment attachment = new JavaScriptLikeAttachment(this, link);
            attached.put(link.peerId, attachment);
            link.bind(attachment);
        }
    }

    void joined(JavaScriptLikeAttachment attachment) {
        comings.add("joined");
    }

    void exited(JavaScriptLikeAttachment attachment, boolean wasActive) {
        attached.remove(attachment.peerId(), attachment);
        if (wasActive) {
            comings.add("left");
        }
        attempt(attachment.peerId()).detached();
    }

    void heard(String peerId, String text) {
        heard.add(text);
    }

    void failed(String peerId, String error) {
        errors.add(error);
    }

    void publish(TopicRelay relay, String peerId, Publication.Kind kind, SignalMessage message) {

        relay.publish(new Publication(selfTopicOf(peerId), kind, message.toJson()))
                .onErrorComplete()
                .subscribe();
    }

    private void announce(TopicRelay relay, int count) {
        if (left) {
            return;
        }
        SignalMessage announce = SignalMessage.announce(process.id(), false);
        relay.publish(new Publication(rootTopic(), Publication.Kind.ANNOUNCE, announce.toJson()))
                .onErrorComplete()
                .subscribe();
        long delay = count < BURST.length ? BURST[count] : STEADY;
        subscriptions.add(process.later(() -> announce(relay, count + 1), delay));
    }

    private void onRelayMessage(TopicRelay relay, String payload) {
        if (left) {
            return;
        }
        SignalMessage message;
        try {
            message = SignalMessage.parse(payload);
        } catch (MalformedException e) {
            return;
        }
        String peerId = message.peerId();
        if (peerId.equals(process.id()) || attempt(peerId).isConnected()) {
            return;
        }
        JavaScriptLikeLink link = process.link(peerId);
        if (link != null) {
            attach(link);
        } else {
            attempt(peerId).onSignal(relay, message);
        }
    }

    private JavaScriptLikeAttempt attempt(String peerId) {
        return attempts.computeIfAbsent(peerId, peer -> new JavaScriptLikeAttempt(this, peer));
    }

    private String rootTopic() {
        return Topics.root(World.APP, roomId);
    }

    private String selfTopicOf(String peerId) {
        return Topics.self(World.APP, roomId, peerId);
    }
}
