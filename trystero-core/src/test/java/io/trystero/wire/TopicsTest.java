package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsTest {

    private static final String APP = "com.example.app";
    private static final String ROOM = "lobby";

    @Test
    void everybodyInARoomHearsItsRootTopic() {
        assertThat(Topics.root(APP, ROOM)).isEqualTo("2037705t1p57615b1a46423r85s3el1v354sd");
    }

    @Test
    void aPeerHearsItsSelfTopic() {
        assertThat(Topics.self(APP, ROOM, "A1b2C3d4E5f6G7h8I9j0")).isEqualTo("3gm5v194y2o1v52n5n621s5p4u85g4v432i1u");
    }

    @Test
    void aTrackerKnowsTheRoomByAHashOfTheHash() {
        assertThat(Topics.hash(Topics.root(APP, ROOM)).substring(0, 20)).isEqualTo("4f1573k2d2q194m4l192");
    }

    @Test
    void framesOfARoomCarryItsToken() {
        assertThat(Topics.roomToken(APP, ROOM))
                .isEqualTo("9532664ef8fc4674fcda8bc62d4f1e2c293707d63610a0111311a9b790df203a");
    }

    static List<String[]> javascript() {
        return Fixture.rows("javascript-topics.tsv");
    }

    @ParameterizedTest
    @MethodSource("javascript")
    void namesAreThoseOfTheJavaScriptLibrary(
            String app, String room, String peer, String root, String self, String token) {
        assertThat(Topics.root(app, room)).isEqualTo(root);
        assertThat(Topics.self(app, room, peer)).isEqualTo(self);
        assertThat(Topics.roomToken(app, room)).isEqualTo(token);
    }
}
