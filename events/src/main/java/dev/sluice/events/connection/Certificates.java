package dev.sluice.events.connection;

import dev.sluice.core.catalog.SecretValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** Certificates in secrets. */
final class Certificates {

    private Certificates() {}

    /** Whether it is PEM with certificates of X.509, one at least. */
    static boolean areIn(SecretValue secret) {
        byte[] bytes = secret.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}
