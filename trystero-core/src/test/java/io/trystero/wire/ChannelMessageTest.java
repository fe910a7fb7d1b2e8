package io.trystero.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelMessageTest {

    private static final String TOKEN = Topics.roomToken("com.example.app", "lobby");
    private static final String TOKEN_HEX = HexFormat.of().formatHex(TOKEN.getBytes(StandardCharsets.US_ASCII));

    @Test
    void presenceIsWrittenAsTheProtocolPageSays() {
        assertThat(HexFormat.of().formatHex(ChannelMessage.presence(TOKEN, true)))
                .isEqualTo("02010040" + TOKEN_HEX);
        assertThat(HexFormat.of().formatHex(ChannelMessage.presence(TOKEN, false)))
                .isEqualTo("02000040" + TOKEN_HEX);
    }

    @Test
    void presenceIsWrittenAsTheJavaScriptLibraryDoes() {
        assertThat(HexFormat.of().formatHex(ChannelMessage.presence("é", false)))
                .isEqualTo("02000002c3a9");
    }

    @Test
    void presenceIsReadBack() throws MalformedException {
        assertThat(ChannelMessage.parse(ChannelMessage.presence(TOKEN, true)))
                .isEqualTo(new ChannelMessage.Presence(TOKEN, true));
        assertThat(ChannelMessage.parse(ChannelMessage.presence(TOKEN, false)))
                .isEqualTo(new ChannelMessage.Presence(TOKEN, false));
    }

    @Test
    void anythingButOneMeansAbsent() throws MalformedException {
        assertThat(parse("0202000161")).isEqualTo(new ChannelMessage.Presence("a", false));
    }

    @Test
    void bytesAfterThePresenceAreIgnored() throws MalformedException {
        assertThat(parse("020100016199ff")).isEqualTo(new ChannelMessage.Presence("a", true));
    }

    @Test
    void aTokenThatNoRoomHasIsRefusedUnread() throws MalformedException {
        assertThat(ChannelMessage.parse(ChannelMessage.presence("x".repeat(ChannelMessage.MAX_TOKEN), true)))
                .isNotNull();
        assertThatThrownBy(() ->
                        ChannelMessage.parse(ChannelMessage.presence("x".repeat(ChannelMessage.MAX_TOKEN + 1), true)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aFrameForARoomBeginsAfterTheToken() throws MalformedException {
        byte[] bytes = HexFormat.of().parseHex("010001616263");

        assertThat(ChannelMessage.parse(bytes)).isInstanceOfSatisfying(ChannelMessage.RoomFrame.class, frame -> {
            assertThat(frame.token()).isEqualTo("a");
            assertThat(frame.bytes()).isSameAs(bytes);
            assertThat(frame.offset()).isEqualTo(4);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "0100",
                "010000",
                "01000061",
                "01000261",
                "01ffff61",
                "02",
                "0201",
                "020100",
                "02010000",
                "0201000061",
                "0201000261",
                "000001",
                "030001",
                "ff0001"
            })
    void whatIsNeitherIsMalformed(String hex) {
        assertThatThrownBy(() -> parse(hex)).isInstanceOf(MalformedException.class);
    }

    @Property
    void everyMessageOfRandomBytesIsReadOrRefused(@ForAll byte[] bytes) {
        try {
            assertThat(ChannelMessage.parse(bytes).token()).isNotEmpty();
        } catch (MalformedException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    private static ChannelMessage parse(String hex) throws MalformedException {
        return ChannelMessage.parse(HexFormat.of().parseHex(hex));
    }
}
