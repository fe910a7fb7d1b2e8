package io.trystero.test.sweep;

import io.trystero.MessageAction;
import io.trystero.PeerEvent;
import io.trystero.PeerId;
import io.trystero.Room;
import io.trystero.RoomConfig;
import io.trystero.Trystero;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** One instance in one room, with what it saw there. */
final class Member {

    private final Trystero instance;
    private final String roomId;
    private final UnaryOperator<RoomConfig> customizer;
    private final List<String> violations = new ArrayList<>();
    private final Set<PeerId> present = new HashSet<>();
    private final Map<PeerId, Integer> heard = new HashMap<>();
    private Disposable.Composite use = Disposables.composite();
    private @Nullable Room room;

    Member(Trystero instance, String roomId, UnaryOperator<RoomConfig> customizer) {
        this.instance = instance;
        this.roomId = roomId;
        this.customizer = customizer;
    }

    PeerId id() {
        return instance.selfId();
    }

    String roomId() {
        return roomId;
    }

    void join() {
        use = Disposables.composite();
        present.clear();
        use.add(instance.join(roomId, customizer).subscribe(this::joined, this::violated));
    }

    void leave() {
        use.dispose();
        Room left = room;
        room = null;
        if (left != null) {
            left.dispose();
        }
    }

    boolean isIn() {
        return room != null;
    }

    /** Sends a word to everyone here. */
    void greet(String word) {
        Room here = room;
        if (here != null) {
            use.add(here.action("greet", String.class).send(word).subscribe(ignored -> {}, this::violated));
        }
    }

    /** Returns what is wrong, given who ought to be here and to have greeted once. */
    List<String> check(Set<PeerId> expected, boolean greeted) {
        List<String> wrong = new ArrayList<>(violations);
        Room here = room;
        if (here == null) {
            wrong.add("not in the room");
        } else {
            if (!new HashSet<>(here.peers()).equals(expected) || here.peers().size() != expected.size()) {
                wrong.add("peers() is " + here.peers() + " instead of " + expected);
            }
            if (!present.equals(expected)) {
                wrong.add("peerEvents() says " + present + " instead of " + expected);
            }
        }
        for (PeerId peer : greeted ? expected : Set.<PeerId>of()) {
            if (heard.getOrDefault(peer, 0) != 1) {
                wrong.add("heard " + heard.getOrDefault(peer, 0) + " greetings of " + peer);
            }
        }
        return wrong.stream().map(what -> id() + " in " + roomId + ": " + what).toList();
    }

    private void joined(Room joined) {
        room = joined;
        use.add(joined.peerEvents().subscribe(this::on, this::violated));
        MessageAction<String> greetings = joined.action("greet", String.class);
        use.add(greetings
                .messages()
                .subscribe(message -> heard.merge(message.from(), 1, Integer::sum), this::violated));
    }

    private void on(PeerEvent event) {
        boolean alternates =
                event instanceof PeerEvent.Joined ? present.add(event.peer()) : present.remove(event.peer());
        if (!alternates) {
            violations.add(event + " twice in a row");
        }
    }

    private void violated(Throwable error) {
        violations.add("unexpected " + error);
    }
}
