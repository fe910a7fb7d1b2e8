package io.trystero.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.logging.Logging;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioDeviceModuleBase;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native objects of one factory. Used by its worker alone. */
final class Natives {

    private static final Logger log = LoggerFactory.getLogger("io.trystero.connection");

    private final AudioDeviceModuleBase audio;
    private final PeerConnectionFactory factory;
    private final boolean media;
    private @Nullable StandingSender standing;

    private Natives(AudioDeviceModuleBase audio, PeerConnectionFactory factory, boolean media) {
        this.media = media;
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
            return new Natives(audio, new PeerConnectionFactory(audio), false);
        } catch (RuntimeException | Error e) {
            audio.dispose();
            throw e;
        }
    }

    /**
     * Makes a factory whose connections carry sound and pictures, without a sound card. The device records before the factory
     * is made, so that it refuses the factory's own audio as "active": its thread then is the only one that asks for what
     * comes, and hands it to all sinks, and delivers nothing itself. (The other way round, two threads race and the JVM
     * aborts.)
     */
    static Natives withMedia() {
        NativeLibrary.check();
        NativeReference.checkOpen();
        Logging.logToDebug(Logging.Severity.NONE);
        HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
        try {
            audio.initRecording();
            audio.startRecording();
            return new Natives(audio, new PeerConnectionFactory(audio), true);
        } catch (RuntimeException | Error e) {
            audio.dispose();
            throw e;
        }
    }

    /** Begins what is to be there before the first connection. */
    void begin(Executor worker) {
        if (media) {
            standing = new StandingSender(factory, worker);
        }
    }

    PeerConnectionFactory factory() {
        return factory;
    }

    /** Ends the factory's threads; the callback thread is the one that kept the JVM alive. */
    void dispose() {
        if (standing != null) {
            release(standing::dispose);
        }
        release(factory::dispose);
        release(audio::dispose);
    }

    private static void release(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            // The library complains of references that are left: of connections that could not be released.
            log.warn("A native WebRTC factory was not released in full: {}", e.toString());
        }
    }
}
