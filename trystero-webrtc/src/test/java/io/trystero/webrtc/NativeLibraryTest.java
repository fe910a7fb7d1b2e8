package io.trystero.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class NativeLibraryTest {

    @Test
    void knowsTheNamesOfTheJarsWithNatives() {
        assertThat(NativeLibrary.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
        assertThat(NativeLibrary.platform("Linux", "aarch64")).isEqualTo("linux-aarch64");
        assertThat(NativeLibrary.platform("Linux", "arm")).isEqualTo("linux-aarch32");
        assertThat(NativeLibrary.platform("Mac OS X", "aarch64")).isEqualTo("macos-aarch64");
        assertThat(NativeLibrary.platform("Windows 11", "amd64")).isEqualTo("windows-x86_64");
    }

    @Test
    void saysThatAPlatformHasNone() {
        assertThatIllegalStateException()
                .isThrownBy(() -> NativeLibrary.platform("Linux", "riscv64"))
                .withMessageContaining("riscv64");
    }

    @Test
    void turnsAFailedLoadIntoAdvice() {
        UnsatisfiedLinkError failure =
                new UnsatisfiedLinkError("/tmp/x.so: libudev.so.1: cannot open shared object file: No such file");
        assertThat(NativeLibrary.failedToLoad(failure))
                .hasMessageEndingWith("apt-get install -y libudev1")
                .hasCause(failure);
    }

    @Test
    void passesOnWhatTheLoaderSaysOfAnythingElse() {
        assertThat(NativeLibrary.failedToLoad(
                        new RuntimeException("Load library failed", new UnsatisfiedLinkError("wrong ELF class"))))
                .hasMessageContaining("wrong ELF class");
    }
}
