package io.trystero.media;

import io.trystero.PeerId;
import io.trystero.rtc.media.AudioFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/** Adds the sound of all speakers up, for each listener without its own: one piece of 10 ms at a time, 48 kHz, mono. */
final class AudioMixer implements Disposable {

    static final int SAMPLE_RATE = 48_000;

    private static final int PIECE = SAMPLE_RATE / 100;

    /** Pieces that wait for a listener's clock while a core is busy, beside those that it has asked for. */
    private static final int FOR_LISTENER = 20;

    private final Scheduler.Worker worker;
    private final List<Speaker> speakers = new CopyOnWriteArrayList<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private record Listener(PeerId peer, FluxSink<AudioFrame> sink) {}

    AudioMixer(Scheduler scheduler) {
        this.worker = scheduler.createWorker();
        long period = AudioClock.PIECE.toNanos();
        worker.schedulePeriodically(
                new EvenTicks(scheduler, AudioClock.PIECE, this::mix), period, period, TimeUnit.NANOSECONDS);
    }

    /** Adds a speaker, until disposed. */
    Disposable add(RemoteAudio audio) {
        Speaker speaker = new Speaker(audio.peer(), PIECE);
        speakers.add(speaker);
        Disposable listening = audio.frames(FramePolicy.buffer(Speaker.WAITING))
                .map(AudioMixer::piece)
                .subscribe(speaker::take);
        return () -> {
            listening.dispose();
            speaker.end();
        };
    }

    /** Returns what all others say. */
    Flux<AudioFrame> without(PeerId peer) {
        return Flux.<AudioFrame>create(
                        sink -> {
                            Listener listener = new Listener(peer, sink);
                            listeners.add(listener);
                            sink.onDispose(() -> listeners.remove(listener));
                        },
                        FluxSink.OverflowStrategy.IGNORE)
                .onBackpressureBuffer(FOR_LISTENER, dropped -> {}, BufferOverflowStrategy.DROP_OLDEST);
    }

    private void mix() {
        List<Speaker> speaking = new ArrayList<>();
        int[] sum = new int[PIECE];
        for (Speaker speaker : speakers) {
            if (speaker.next()) {
                speaking.add(speaker);
                speaker.addTo(sum, 1);
            }
        }
        speakers.removeIf(Speaker::isOver);
        for (Listener listener : listeners) {
            int[] own = sum.clone();
            for (Speaker speaker : speaking) {
                if (speaker.peer().equals(listener.peer())) {
                    speaker.addTo(own, -1);
                }
            }
            listener.sink().next(AudioFrame.of(SAMPLE_RATE, 1, clipped(own)));
        }
    }

    private static short[] clipped(int[] sum) {
        short[] clipped = new short[sum.length];
        for (int i = 0; i < sum.length; i++) {
            clipped[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sum[i]));
        }
        return clipped;
    }

    /** Returns a piece as the mixer has it: the channels' mean, the nearest sample. */
    private static short[] piece(AudioFrame frame) {
        short[] piece = new short[PIECE];
        int channels = frame.channels();
        int length = frame.length();
        for (int i = 0; i < PIECE && length > 0; i++) {
            int at = Math.min(length - 1, (int) ((long) i * length / PIECE)) * channels;
            int sample = frame.samples()[at];
            piece[i] = (short) (channels == 1 ? sample : (sample + frame.samples()[at + 1]) / 2);
        }
        return piece;
    }

    @Override
    public void dispose() {
        worker.dispose();
        listeners.forEach(listener -> listener.sink().complete());
    }
}
