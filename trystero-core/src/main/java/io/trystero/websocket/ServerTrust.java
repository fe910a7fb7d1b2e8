package io.trystero.websocket;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Which certificates of {@code wss:} servers are trusted. Equal by value, so that a strategy that holds one is too. */
public sealed interface ServerTrust {

    /** Those that the Java platform trusts. The default. */
    static ServerTrust platform() {
        return new Platform();
    }

    /**
     * Those issued by one of the given certificates, or one of these themselves, for a host of their name; no others.
     *
     * @throws IllegalArgumentException if none is given
     */
    static ServerTrust certificates(List<X509Certificate> certificates) {
        return new Certificates(certificates);
    }

    /**
     * Reads the certificates to trust from a PEM file, now.
     *
     * @throws IOException if the file can't be read
     * @throws CertificateException if it holds no certificate
     */
    static ServerTrust pem(Path file) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> read = new ArrayList<>();
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                read.add((X509Certificate) certificate);
            }
            if (read.isEmpty()) {
                throw new CertificateException("no certificate in " + file.getFileName());
            }
            return new Certificates(read);
        }
    }

    /**
     * Any certificate, for any host. Whoever sits between us and the server can then read and change what it carries: the
     * connections that are arranged stay safe only with a room password.
     */
    static ServerTrust insecure() {
        return new Insecure();
    }

    /**
     * Returns it in the form that TLS libraries take, {@code null} for what they trust by themselves: what the platform does.
     *
     * @throws GeneralSecurityException if the platform cannot do that
     */
    default @Nullable TrustManagerFactory trustManagers() throws GeneralSecurityException {
        if (this instanceof Insecure) {
            return InsecureTrustManagerFactory.INSTANCE;
        }
        return this instanceof Certificates anchors ? anchors.factory() : null;
    }

    /** Tells whether the certificate must be for the host that was asked for. */
    default boolean checksHosts() {
        return !(this instanceof Insecure);
    }

    /** Those that the Java platform trusts. */
    record Platform() implements ServerTrust {}

    /** Those that chain to one of these. */
    record Certificates(List<X509Certificate> certificates) implements ServerTrust {
        public Certificates {
            certificates = List.copyOf(certificates);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("no certificate to trust");
            }
        }

        private TrustManagerFactory factory() throws GeneralSecurityException {
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            try {
                anchors.load(null, null);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible); // nothing is read
            }
            for (int i = 0; i < certificates.size(); i++) {
                anchors.setCertificateEntry(Integer.toString(i), certificates.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(anchors);
            return factory;
        }

        /** Names the subjects only. */
        @Override
        public String toString() {
            return "Certificates"
                    + certificates.stream()
                            .map(certificate ->
                                    certificate.getSubjectX500Principal().getName())
                            .toList();
        }
    }

    /** Any. */
    record Insecure() implements ServerTrust {}
}
