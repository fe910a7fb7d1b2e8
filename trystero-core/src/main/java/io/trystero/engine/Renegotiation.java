package io.trystero.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trystero.rtc.SessionDescription;
import io.trystero.wire.CandidateJson;
import io.trystero.wire.MalformedException;
import io.trystero.wire.PayloadKind;
import io.trystero.wire.Reassembly;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * New descriptions over the open channel, as action {@code @_signal} (protocol, section 3): a peer that adds media offers
 * anew, and without an answer its connection would be of no more use to it.
 */
final class Renegotiation {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Counters counters;

    Renegotiation(Counters counters) {
        this.counters = counters;
    }

    /** Takes a signal that an active peer sent in one of our rooms. */
    void onSignal(RoomPeer peer, Reassembly.Completed message) {
        try {
            JsonNode signal = JSON.readTree(
                    StandardCharsets.UTF_8.decode(message.payload().duplicate()).toString());
            String sdp = signal.path("sdp").asText();
            switch (signal.path("type").asText()) {
                // what has no media codec is a late echo of the first negotiation
                case "offer" -> {
                    if (sdp.contains("a=rtpmap")) {
                        peer.shared()
                                .connection()
                                .answerAgain(
                                        SessionDescription.offer(sdp), answer -> send(peer, "answer", answer.sdp()));
                    }
                }
                case "candidate" -> peer.shared().connection().candidate(CandidateJson.read(sdp));
                // an answer to no offer of ours
                default -> counters.count(Counters.Kind.REFUSED_SIGNAL);
            }
        } catch (JsonProcessingException | MalformedException e) {
            counters.count(Counters.Kind.REFUSED_SIGNAL);
        }
    }

    private static void send(RoomPeer peer, String type, String sdp) {
        ObjectNode signal = JSON.createObjectNode().put("type", type).put("sdp", sdp);
        peer.control(
                ControlActions.SIGNAL,
                PayloadKind.JSON,
                ByteBuffer.wrap(signal.toString().getBytes(StandardCharsets.UTF_8)),
                null);
    }
}
