package io.trystero.webrtc;

import io.trystero.rtc.Transport;
import io.trystero.test.contract.TransportContract;

@NeedsNatives
class WebRtcTransportContractTest extends TransportContract {

    @Override
    protected Transport transport() {
        return WebRtcTransport.dataOnly();
    }
}
