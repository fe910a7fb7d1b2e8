package io.trystero.webrtc;

import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.onvoid.webrtc.RTCPeerConnectionIceErrorEvent;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import io.trystero.rtc.IceCandidate;
import io.trystero.rtc.IceServer;
import io.trystero.rtc.IceServerFailure;
import io.trystero.rtc.IceTransportPolicy;
import io.trystero.rtc.PeerConnectionConfig;
import io.trystero.rtc.PeerConnectionState;
import io.trystero.rtc.SessionDescription;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The SPI's values from and to webrtc-java's. No {@code null} goes in where native code expects a string. */
final class Conversions {

    private static final Pattern UFRAG = Pattern.compile(" ufrag (\\S+)");
    private static final Pattern MAX_MESSAGE_SIZE = Pattern.compile("(?m)^a=max-message-size:(\\d{1,18})\\s*$");
    /** RFC 8841, section 6.1: what holds if the description does not say. */
    private static final long DEFAULT_MAX_MESSAGE_SIZE = 65_536;

    private Conversions() {}

    static RTCConfiguration toNative(PeerConnectionConfig config) {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.iceTransportPolicy = config.iceTransportPolicy() == IceTransportPolicy.RELAY
                ? RTCIceTransportPolicy.RELAY
                : RTCIceTransportPolicy.ALL;
        for (IceServer server : config.iceServers()) {
            RTCIceServer nativeServer = new RTCIceServer();
            // Native code knows its schemes in lower case only, and a URL that it does not know ends the JVM.
            server.urls().forEach(url -> nativeServer.urls.add(url.toLowerCase(Locale.ROOT)));
            nativeServer.username = orEmpty(server.username());
            nativeServer.password = orEmpty(server.credential());
            nativeServer.hostname = "";
            configuration.iceServers.add(nativeServer);
        }
        return configuration;
    }

    /** @throws IllegalArgumentException if it names no media section */
    static RTCIceCandidate toNative(IceCandidate candidate) {
        Integer index = candidate.sdpMLineIndex();
        if (candidate.sdpMid() == null && index == null) {
            throw new IllegalArgumentException("a candidate needs sdpMid or sdpMLineIndex");
        }
        return new RTCIceCandidate(orEmpty(candidate.sdpMid()), index == null ? -1 : index, candidate.candidate(), "");
    }

    static IceServerFailure fromNative(RTCPeerConnectionIceErrorEvent error) {
        String url = error.getUrl();
        String text = error.getErrorText();
        return new IceServerFailure(url == null ? "" : url, error.getErrorCode(), text == null ? "" : text);
    }

    static IceCandidate fromNative(RTCIceCandidate candidate) {
        Matcher ufrag = UFRAG.matcher(candidate.sdp);
        return new IceCandidate(
                candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex, ufrag.find() ? ufrag.group(1) : null);
    }

    static SessionDescription fromNative(RTCSessionDescription description) {
        return description.sdpType == RTCSdpType.OFFER
                ? SessionDescription.offer(description.sdp)
                : SessionDescription.answer(description.sdp);
    }

    static PeerConnectionState fromNative(RTCPeerConnectionState state) {
        return switch (state) {
            case NEW -> PeerConnectionState.NEW;
            case CONNECTING -> PeerConnectionState.CONNECTING;
            case CONNECTED -> PeerConnectionState.CONNECTED;
            case DISCONNECTED -> PeerConnectionState.DISCONNECTED;
            case FAILED -> PeerConnectionState.FAILED;
            case CLOSED -> PeerConnectionState.CLOSED;
        };
    }

    /** Returns the most that may be sent in one message to the side that wrote a description (RFC 8841, section 6.1). */
    static int maxMessageBytes(String sdp, int ours) {
        Matcher line = MAX_MESSAGE_SIZE.matcher(sdp);
        long theirs = line.find() ? Long.parseLong(line.group(1)) : DEFAULT_MAX_MESSAGE_SIZE;
        return theirs == 0 ? ours : (int) Math.min(theirs, ours);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
