package io.trystero.websocket;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.proxy.ProxyConnectException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Says in a line what went wrong with a connection. What the server had a say in is cut short and has no control characters. */
final class FailureText {

    private static final int MAX_LENGTH = 200;

    private FailureText() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof DecoderException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ProxyConnectException) {
            String told = String.valueOf(cause.getMessage());
            int status = told.lastIndexOf("status: ");
            return line("not let through by the proxy: " + (status < 0 ? told : told.substring(status + 8)));
        } else if (cause instanceof ConnectTimeoutException) {
            return "no answer";
        } else if (cause instanceof ConnectException) {
            return "connection refused";
        } else if (cause instanceof UnknownHostException) {
            return "unknown host";
        } else if (cause instanceof TooLongHttpContentException) {
            return "answered with a page, not as a WebSocket server does";
        }
        return line(cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage()));
    }

    static String ofClose(int code, @Nullable String reason) {
        return line("closed by the server" + (code < 0 ? "" : " with " + code)
                + (reason == null || reason.isEmpty() ? "" : ": " + reason));
    }

    static String line(String text) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ");
        return clean.length() <= MAX_LENGTH ? clean : clean.substring(0, MAX_LENGTH) + "…";
    }
}
