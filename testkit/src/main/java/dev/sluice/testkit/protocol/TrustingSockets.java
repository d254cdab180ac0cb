package dev.sluice.testkit.protocol;

import dev.sluice.core.runner.RunnerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Connections with TLS, by the JDK's own sockets. */
public final class TrustingSockets {

    private TrustingSockets() {}

    /** Connects, and shakes hands with whoever shows the certificate of this PEM file. */
    public static SSLSocket connect(RunnerAddress.Tls gateway, Path certificate) throws IOException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "gateway", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(gateway.host(), gateway.port());
            try {
                socket.startHandshake();
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
