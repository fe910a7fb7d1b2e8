package io.trystero.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.trystero.MessageAction;
import io.trystero.RequestAction;
import io.trystero.Room;
import io.trystero.Trystero;
import io.trystero.codec.Codec;
import io.trystero.test.room.World;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActionsTest {

    private final World world = new World(1);
    private final Trystero alice = world.instance("alice");
    private final Room room = world.join(alice, "lobby");

    @AfterEach
    void stop() {
        world.close();
    }

    record Point(int x, int y) {}

    @Test
    void theSameNameKindAndTypeIsTheSameAction() {
        assertThat(room.action("chat", String.class)).isSameAs(room.action("chat", String.class));
        assertThat(room.action("move", Point.class)).isSameAs(room.action("move", Point.class));
        assertThat(room.action("list", new TypeReference<List<Point>>() {}))
                .isSameAs(room.action("list", new TypeReference<List<Point>>() {}));
        RequestAction<String, Point> ask = room.request("ask", String.class, Point.class);
        assertThat(room.request("ask", String.class, Point.class)).isSameAs(ask);
    }

    @Test
    void twoHandlesOnARoomShareItsActions() {
        MessageAction<String> chat = room.action("chat", String.class);

        assertThat(world.join(alice, "lobby").action("chat", String.class)).isSameAs(chat);
    }

    @Test
    void anotherTypeOrCodecUnderTheSameNameIsRefused() {
        room.action("chat", String.class);
        room.action("move", Point.class);
        room.request("ask", String.class, Point.class);

        assertThatThrownBy(() -> room.action("chat", byte[].class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("chat");
        assertThatThrownBy(() -> room.action("move", new TypeReference<List<Point>>() {}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> room.request("ask", String.class, String.class))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherKindUnderTheSameNameIsRefused() {
        room.action("chat", String.class);
        room.request("ask", String.class, String.class);

        assertThatThrownBy(() -> room.request("chat", String.class, String.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("message action");
        assertThatThrownBy(() -> room.action("ask", String.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("request action");
    }

    @Test
    void aNameTakesAtMost32BytesOfUtf8() {
        assertThat(room.action("a".repeat(32), String.class).name()).hasSize(32);
        assertThat(room.action("ü".repeat(16), String.class).name()).hasSize(16);

        assertThatThrownBy(() -> room.action("a".repeat(33), String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32");
        assertThatThrownBy(() -> room.action("ü".repeat(17), String.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reservedAndEmptyNamesAreRefused() {
        assertThatThrownBy(() -> room.action("@_leave", String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@_");
        assertThatThrownBy(() -> room.request("@_mine", String.class, String.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> room.action("", String.class)).isInstanceOf(IllegalArgumentException.class);
        assertThat(room.action("@", String.class).name()).isEqualTo("@");
    }

    @Test
    void aNameThatWasRefusedIsNotTaken() {
        Codec<String> own = Codec.of(String.class);
        room.action("chat", String.class);
        assertThatThrownBy(() -> room.action("chat", Integer.class)).isInstanceOf(IllegalStateException.class);

        assertThat(room.action("chat", own)).isSameAs(room.action("chat", String.class));
    }
}
