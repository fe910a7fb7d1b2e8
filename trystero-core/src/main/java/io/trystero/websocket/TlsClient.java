package io.trystero.websocket;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.trystero.websocket.ServerTrust.Certificates;
import io.trystero.websocket.ServerTrust.Insecure;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/** Makes the TLS side of a client. */
final class TlsClient {

    private TlsClient() {}

    static SslContext context(ServerTrust trust) {
        SslContextBuilder builder =
                SslContextBuilder.forClient().sslProvider(SslProvider.JDK).endpointIdentificationAlgorithm("HTTPS");
        if (trust instanceof Certificates anchors) {
            builder.trustManager(anchors.certificates().toArray(X509Certificate[]::new));
        } else if (trust instanceof Insecure) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
        }
        try {
            return builder.build();
        } catch (SSLException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
