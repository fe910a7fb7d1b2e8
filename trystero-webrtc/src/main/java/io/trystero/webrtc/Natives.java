package io.trystero.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.logging.Logging;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native objects of one factory. Used by its worker alone. */
final class Natives {

    private static final Logger log = LoggerFactory.getLogger("io.trystero.connection");

    private final AudioDeviceModule audio;
    private final PeerConnectionFactory factory;

    private Natives(AudioDeviceModule audio, PeerConnectionFactory factory) {
        this.audio = audio;
        this.factory = factory;
    }

    /**
     * Makes a factory that needs no sound card. Without an audio device module of our own the library opens the platform's
     * and aborts the JVM where there is none.
     */
    static Natives dataOnly() {
        NativeLibrary.check();
        Logging.logToDebug(Logging.Severity.NONE);
        AudioDeviceModule audio = new AudioDeviceModule(AudioLayer.kDummyAudio);
        try {
            return new Natives(audio, new PeerConnectionFactory(audio));
        } catch (RuntimeException | Error e) {
            audio.dispose();
            throw e;
        }
    }

    PeerConnectionFactory factory() {
        return factory;
    }

    /** Ends the factory's threads; the callback thread is the one that kept the JVM alive. */
    void dispose() {
        try {
            factory.dispose();
            audio.dispose();
        } catch (RuntimeException | Error e) {
            // The library complains of references that are left: of connections that could not be released.
            log.warn("A native WebRTC factory was not released in full: {}", e.toString());
        }
    }
}
