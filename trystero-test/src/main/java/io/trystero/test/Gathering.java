package io.trystero.test;

import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceServerFailure;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionListener;
import io.trystero.test.Loop.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** Gathers the local candidates of one connection, one after another. */
final class Gathering {

    /** Sometimes a stack is faster with its first candidate than with the description. */
    private static final double EAGER = 0.1;

    private final int hostNumber;
    private final PeerConnectionConfig config;
    private final BooleanSupplier turnRefuses;
    private final PeerConnectionListener listener;
    private final WebRtcQuality quality;
    private final Loop loop;
    private final List<IceCandidate> gathered = new ArrayList<>();
    private List<String> types = List.of();
    private List<IceServerFailure> refusing = List.of();
    private String ufrag = "";
    private boolean complete;
    private @Nullable Disposable next;

    Gathering(
            int hostNumber,
            PeerConnectionConfig config,
            BooleanSupplier turnRefuses,
            PeerConnectionListener listener,
            WebRtcQuality quality,
            Loop loop) {
        this.hostNumber = hostNumber;
        this.listener = listener;
        this.quality = quality;
        this.loop = loop;
        this.config = config;
        this.turnRefuses = turnRefuses;
    }

    /** Starts anew with fresh credentials; what was gathered before is forgotten. */
    void start(String newUfrag) {
        stop();
        ufrag = newUfrag;
        complete = false;
        gathered.clear();
        boolean refused = turnRefuses.getAsBoolean();
        types = types(config, refused, quality.hostCandidates());
        refusing = config.iceServers().stream()
                .filter(server -> refused && server.isTurn())
                .map(server -> new IceServerFailure(server.urls().get(0), 401, "Unauthorized"))
                .toList();
        if (!types.isEmpty() && loop.chance(EAGER)) {
            gather();
        } else {
            gatherLater();
        }
    }

    void stop() {
        if (next != null) {
            next.dispose();
        }
    }

    List<IceCandidate> gathered() {
        return gathered;
    }

    boolean isComplete() {
        return complete;
    }

    private void gatherLater() {
        next = loop.after(quality.gathering().draw(loop.random), this::gather);
    }

    private void gather() {
        if (gathered.size() < types.size()) {
            IceCandidate candidate = candidate(gathered.size());
            gathered.add(candidate);
            loop.note(Happening.CANDIDATE, hostNumber, gathered.size());
            listener.onCandidate(candidate);
        }
        if (gathered.size() < types.size()) {
            gatherLater();
        } else {
            complete = true;
            refusing.forEach(listener::onServerFailure);
            listener.onGatheringComplete();
        }
    }

    private IceCandidate candidate(int index) {
        String line = "candidate:" + (index + 1) + " 1 udp " + (2_122_260_223 - index) + " 10." + (hostNumber >> 8)
                + "."
                + (hostNumber & 255) + "." + (index + 1) + " " + (49_152 + loop.random.nextInt(16_384)) + " typ "
                + types.get(index) + " ufrag " + ufrag;
        return new IceCandidate(line, "0", 0, ufrag);
    }

    private static List<String> types(PeerConnectionConfig config, boolean turnRefuses, int hostCandidates) {
        List<String> types = new ArrayList<>();
        if (config.iceTransportPolicy() == IceTransportPolicy.ALL) {
            for (int i = 0; i < hostCandidates; i++) {
                types.add("host");
            }
            if (!config.iceServers().stream().allMatch(IceServer::isTurn)) {
                types.add("srflx");
            }
        }
        if (!turnRefuses && config.iceServers().stream().anyMatch(IceServer::isTurn)) {
            types.add("relay");
        }
        return List.copyOf(types);
    }
}
