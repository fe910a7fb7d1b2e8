package io.trystero.examples.peershell;

import com.fasterxml.jackson.databind.JsonNode;
import io.trystero.media.ImageFiles;
import io.trystero.media.OutgoingAudio;
import io.trystero.media.OutgoingTrack;
import io.trystero.media.OutgoingVideo;
import io.trystero.media.ReceivedTrack;
import io.trystero.media.RemoteAudio;
import io.trystero.media.TestPattern;
import io.trystero.media.Tones;
import io.trystero.media.WavFiles;
import io.trystero.rtc.media.TrackLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tracks that a command asks for. */
final class MediaSources {

    private static final double TONE_HZ = 440;
    private static final int SAMPLE_RATE = 48_000;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final double FRAMES_PER_SECOND = 15;

    private MediaSources() {}

    static List<OutgoingTrack<?>> of(Fields fields) {
        List<OutgoingTrack<?>> tracks = new ArrayList<>();
        String file = fields.optionalText("file");
        boolean directory = file != null && Files.isDirectory(Path.of(file));
        JsonNode audio = fields.any("audio");
        if (wanted(audio) || (file != null && !directory && !wanted(fields.any("video")))) {
            tracks.add(audio(audio, directory ? null : file));
        }
        JsonNode video = fields.any("video");
        if (wanted(video) || directory) {
            tracks.add(video(video, directory ? file : null));
        }
        if (tracks.isEmpty()) {
            throw new InvalidCommandException("needs \"audio\", \"video\" or \"file\"");
        }
        return tracks;
    }

    private static boolean wanted(JsonNode source) {
        return !source.isMissingNode() && !source.isNull() && !(source.isBoolean() && !source.booleanValue());
    }

    private static OutgoingAudio audio(JsonNode source, @Nullable String file) {
        String path = source.isTextual() ? source.textValue() : file;
        if (path != null) {
            return OutgoingAudio.of(WavFiles.read(existing(path)));
        }
        double hertz = source.isNumber() ? source.doubleValue() : TONE_HZ;
        try {
            return OutgoingAudio.of(Tones.sine(hertz, SAMPLE_RATE));
        } catch (IllegalArgumentException e) {
            throw new InvalidCommandException("\"audio\": " + e.getMessage());
        }
    }

    private static OutgoingVideo video(JsonNode source, @Nullable String directory) {
        String path = source.isTextual() ? source.textValue() : directory;
        return OutgoingVideo.of(
                path == null ? TestPattern.moving(WIDTH, HEIGHT) : ImageFiles.readDirectory(existing(path)),
                FRAMES_PER_SECOND,
                TrackLimits.NONE);
    }

    private static Path existing(String path) {
        Path existing = Path.of(path);
        if (!Files.exists(existing)) {
            throw new InvalidCommandException("no file " + path);
        }
        return existing;
    }

    static String kind(OutgoingTrack<?> track) {
        return track instanceof OutgoingAudio ? "audio" : "video";
    }

    static String kind(ReceivedTrack<?> track) {
        return track instanceof RemoteAudio ? "audio" : "video";
    }

    /** Returns where the first track of the same kind is; -1 if there is none. */
    static int sameKind(List<OutgoingTrack<?>> tracks, OutgoingTrack<?> wanted) {
        for (int i = 0; i < tracks.size(); i++) {
            if (kind(tracks.get(i)).equals(kind(wanted))) {
                return i;
            }
        }
        return -1;
    }
}
