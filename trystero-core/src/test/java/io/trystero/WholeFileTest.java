package io.trystero;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    Path directory;

    @Test
    void whatIsDroppedBeforeItsFirstWriteMakesNoFile() throws IOException {
        WholeFile file = new WholeFile(directory.resolve("saved"));
        file.drop();

        assertThatThrownBy(() -> file.write(bytes("late"))).isInstanceOf(IOException.class);
        assertThatThrownBy(file::keep).isInstanceOf(IOException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsDroppedLeavesTheFileOfBefore() throws IOException {
        Path place = Files.writeString(directory.resolve("saved"), "before");
        WholeFile file = new WholeFile(place);
        file.write(bytes("half of it"));
        file.drop();

        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(place));
        assertThat(place).hasContent("before");
    }

    @Test
    void whatIsKeptTakesItsPlaceAndIsDroppedNoMore() throws IOException {
        Path place = Files.writeString(directory.resolve("saved"), "before");
        WholeFile file = new WholeFile(place);
        file.write(bytes("all"));
        file.keep();
        file.drop();

        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(place));
        assertThat(place).hasContent("all");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
