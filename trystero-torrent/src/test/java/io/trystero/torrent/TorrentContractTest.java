package io.trystero.torrent;

import io.trystero.signaling.SignalingStrategy;
import io.trystero.test.contract.OfferRelayContract;
import java.util.List;

/** The strategy passes the contract over real sockets. */
class TorrentContractTest extends OfferRelayContract {

    private PlainTracker tracker;
    private int port;

    @Override
    protected void startServer() {
        tracker = new PlainTracker(0);
        port = tracker.port();
    }

    @Override
    protected void stopServer() {
        tracker.close();
    }

    @Override
    protected void restartServer() {
        tracker = new PlainTracker(port);
    }

    @Override
    protected SignalingStrategy strategy() {
        return TorrentStrategy.builder().url("ws://127.0.0.1:" + port + "/").build();
    }

    @Override
    protected void sendGarbage(String topic) {
        String room = "\"info_hash\":\"" + TrackerCodec.infoHash(topic) + "\"";
        for (String text : List.of(
                "",
                "}{",
                "[]",
                "{" + room + "}",
                "{" + room + ",\"offer\":7,\"offer_id\":{},\"peer_id\":[]}",
                "{" + room + ",\"offer\":{\"sdp\":\"garbage\"},\"offer_id\":\"o\",\"peer_id\":\"p\"}",
                "{" + room + ",\"answer\":{\"sdp\":null},\"offer_id\":\"o\",\"peer_id\":\"p\"}",
                "{" + room + ",\"interval\":\"soon\",\"warning message\":{}}",
                "{" + room + ",\"failure reason\":42}")) {
            tracker.sayToAll(text);
        }
    }

    @Override
    protected int connections() {
        return tracker.connections();
    }
}
