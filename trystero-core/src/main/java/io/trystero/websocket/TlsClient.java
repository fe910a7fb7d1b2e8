package io.trystero.websocket;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** Makes the TLS side of a client. */
final class TlsClient {

    private TlsClient() {}

    static SslContext context(ServerTrust trust) {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(trust.trustManagers())
                    .endpointIdentificationAlgorithm(trust.checksHosts() ? "HTTPS" : null)
                    .build();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        } catch (SSLException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
