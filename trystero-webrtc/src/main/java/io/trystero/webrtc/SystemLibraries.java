package io.trystero.webrtc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The libraries of a Linux system that webrtc-java links to, and the Debian packages that hold them. A server image often
 * lacks them, though nothing but a screen or a sound card would make use of them.
 */
final class SystemLibraries {

    private static final Map<String, String> PACKAGES = packages();
    private static final Path LOADER_CACHE = Path.of("/etc/ld.so.cache");

    private final Path loaderCache;
    private final List<Path> directories;

    /**
     * @param loaderCache the dynamic loader's index of libraries
     * @param directories where the loader looks besides
     */
    SystemLibraries(Path loaderCache, List<Path> directories) {
        this.loaderCache = loaderCache;
        this.directories = List.copyOf(directories);
    }

    /** Looks where this machine's loader does: {@code ld.so(8)}. */
    static SystemLibraries onThisMachine() {
        String path = System.getenv("LD_LIBRARY_PATH");
        Stream<String> extra = path == null ? Stream.empty() : Stream.of(path.split("[:;]", -1));
        return new SystemLibraries(
                LOADER_CACHE,
                Stream.concat(
                                extra.filter(entry -> !entry.isEmpty()),
                                Stream.of("/lib64", "/usr/lib64", "/lib", "/usr/lib"))
                        .map(Path::of)
                        .toList());
    }

    /** @throws IllegalStateException that names every library that is missing, if one is */
    void check() {
        byte[] cache;
        try {
            cache = Files.readAllBytes(loaderCache);
        } catch (IOException e) {
            return; // Not glibc's way of finding libraries: only loading can tell.
        }
        String index = new String(cache, StandardCharsets.ISO_8859_1);
        List<String> missing = PACKAGES.keySet().stream()
                .filter(library -> !index.contains(library + '\0') && !isInDirectory(library))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException(advice(missing));
        }
    }

    /** Reads the loader's complaint about a library, if it is one of those. */
    static Optional<String> explain(String complaint) {
        return PACKAGES.keySet().stream()
                .filter(complaint::contains)
                .findFirst()
                .map(library -> advice(List.of(library)));
    }

    private boolean isInDirectory(String library) {
        return directories.stream().anyMatch(directory -> Files.exists(directory.resolve(library)));
    }

    private static String advice(Collection<String> missing) {
        String named = missing.stream()
                .map(library -> library + " (package " + PACKAGES.get(library) + ")")
                .collect(Collectors.joining(", "));
        return "webrtc-java needs system libraries that are missing here: " + named
                + ". On Debian or Ubuntu: apt-get install -y "
                + missing.stream().map(PACKAGES::get).collect(Collectors.joining(" "));
    }

    private static Map<String, String> packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("libpulse.so.0", "libpulse0");
        packages.put("libudev.so.1", "libudev1");
        packages.put("libX11.so.6", "libx11-6");
        packages.put("libXfixes.so.3", "libxfixes3");
        packages.put("libXrandr.so.2", "libxrandr2");
        packages.put("libXcomposite.so.1", "libxcomposite1");
        packages.put("libdbus-1.so.3", "libdbus-1-3");
        return packages;
    }
}
