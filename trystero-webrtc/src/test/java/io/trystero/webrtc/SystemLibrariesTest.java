package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemLibrariesTest {

    private static final String HEADER = "glibc-ld.so.cache1.1\0";

    @TempDir
    private Path directory;

    private Path cache;

    @BeforeEach
    void name() {
        cache = directory.resolve("ld.so.cache");
    }

    @Test
    void namesEachMissingLibraryItsPackageAndOneCommandThatInstallsThemAll() throws IOException {
        index("libX11.so.6", "libXfixes.so.3", "libXrandr.so.2", "libXcomposite.so.1", "libdbus-1.so.3");

        assertThatIllegalStateException()
                .isThrownBy(() -> libraries().check())
                .withMessageContaining("libpulse.so.0 (package libpulse0), libudev.so.1 (package libudev1)")
                .withMessageEndingWith("apt-get install -y libpulse0 libudev1");
    }

    @Test
    void acceptsLibrariesOfTheIndexAndOfTheDirectories() throws IOException {
        index("libX11.so.6", "libXfixes.so.3", "libXrandr.so.2", "libXcomposite.so.1", "libdbus-1.so.3");
        Files.createFile(directory.resolve("libpulse.so.0"));
        Files.createFile(directory.resolve("libudev.so.1"));

        assertThatCode(() -> libraries().check()).doesNotThrowAnyException();
    }

    @Test
    void isNotFooledByANameThatOnlyBeginsAlike() throws IOException {
        index(
                "libpulse.so.01",
                "libudev.so.1",
                "libX11.so.6",
                "libXfixes.so.3",
                "libXrandr.so.2",
                "libXcomposite.so.1",
                "libdbus-1.so.3");

        assertThatIllegalStateException()
                .isThrownBy(() -> libraries().check())
                .withMessageEndingWith("apt-get install -y libpulse0");
    }

    @Test
    void leavesTheVerdictToTheLoaderWhereThereIsNoIndex() {
        assertThatCode(() -> libraries().check()).doesNotThrowAnyException();
    }

    @Test
    void explainsTheLoadersComplaint() {
        assertThat(SystemLibraries.explain("/tmp/libwebrtc-java.so: libXrandr.so.2: cannot open shared object file"))
                .hasValueSatisfying(advice -> assertThat(advice)
                        .contains("libXrandr.so.2 (package libxrandr2)")
                        .endsWith("apt-get install -y libxrandr2"));
        assertThat(SystemLibraries.explain("version `GLIBC_2.99' not found")).isEmpty();
    }

    private SystemLibraries libraries() {
        return new SystemLibraries(cache, List.of(directory));
    }

    private void index(String... libraries) throws IOException {
        Files.writeString(cache, HEADER + String.join("\0", libraries) + '\0');
    }
}
