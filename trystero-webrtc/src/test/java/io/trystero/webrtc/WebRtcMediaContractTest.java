package io.trystero.webrtc;

import io.trystero.rtc.Transport;
import io.trystero.test.contract.MediaContract;

@NeedsNatives
class WebRtcMediaContractTest extends MediaContract {

    @Override
    protected Transport transport() {
        return WebRtcTransport.withMedia();
    }
}
