package io.trystero.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NettyLinkTest {

    private static final int GOODBYE_MILLIS = 1_000;

    private static final Connector.Events NOBODY = new Connector.Events() {
        @Override
        public void onOpen() {}

        @Override
        public void onText(String text) {}

        @Override
        public void onBinary(ByteBuffer bytes) {}

        @Override
        public void onSignOfLife() {}

        @Override
        public void onRefused(int httpStatus) {}

        @Override
        public void onClosed(String reason) {}
    };

    @Test
    void aGoodbyeThatIsNotTakenIsWaitedForASecondAndNoLonger() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
                // never written
                ReferenceCountUtil.release(message);
            }
        });
        channel.freezeTime();
        NettyLink link = new NettyLink(WebSocketUrl.parse("ws://server"), NOBODY);
        link.connecting(channel);
        link.close();
        channel.advanceTimeBy(GOODBYE_MILLIS - 1, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }
}
