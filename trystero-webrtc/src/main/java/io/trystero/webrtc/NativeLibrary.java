package io.trystero.webrtc;

import dev.onvoid.webrtc.logging.Logging;
import java.util.Locale;

/** The shared library inside webrtc-java's jar: whether it is there, and whether it loads. */
final class NativeLibrary {

    private static final String ARTIFACT = "dev.onvoid.webrtc:webrtc-java";

    private NativeLibrary() {}

    /**
     * Loads the library, after a look at what it links to. The look comes first because a failed load leaves a copy of the
     * library in the temporary directory, names one missing library only, and spoils webrtc-java's classes for good.
     *
     * @throws IllegalStateException that says what is missing and how to get it
     */
    static void check() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String platform = platform(system, System.getProperty("os.arch", ""));
        if (system.startsWith("linux")) {
            SystemLibraries.onThisMachine().check();
        }
        String file = System.mapLibraryName("webrtc-java-" + platform);
        if (Logging.class.getClassLoader().getResource(file) == null) {
            throw new IllegalStateException(
                    "webrtc-java's native library for this machine is not on the class path: add " + ARTIFACT
                            + " with the classifier " + platform + ", in the version of its main artifact");
        }
        try {
            // A class literal alone runs no static initialiser, and that is what loads the library.
            Logging.logToDebug(Logging.Severity.NONE);
        } catch (Exception | LinkageError e) {
            throw failedToLoad(e);
        }
    }

    /** Returns the name that webrtc-java's jars have for a platform. */
    static String platform(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String family = os.startsWith("linux") ? "linux" : os.startsWith("windows") ? "windows" : "macos";
        return family
                + switch (osArch.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64", "x86-64" -> "-x86_64";
                    case "arm64", "aarch64" -> "-aarch64";
                    case "arm", "aarch32" -> "-aarch32";
                    default ->
                        throw new IllegalStateException(
                                "webrtc-java has no native library for " + osName + " on " + osArch);
                };
    }

    /** Says what a load that failed was missing, as far as the loader tells. */
    static IllegalStateException failedToLoad(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = String.valueOf(root.getMessage());
        return new IllegalStateException(
                SystemLibraries.explain(reason).orElse("webrtc-java's native library does not load: " + reason),
                failure);
    }
}
