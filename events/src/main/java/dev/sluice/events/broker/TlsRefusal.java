package dev.sluice.events.broker;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SslAuthenticationException;

/** Why TLS with a broker came to nothing. Kafka's client says only that the handshake failed. */
public final class TlsRefusal {

    private TlsRefusal() {}

    /** In words, without an end; empty if the failure has nothing to do with TLS. */
    public static Optional<String> reason(Throwable failure) {
        if (!has(failure, SslAuthenticationException.class::isInstance)) {
            return Optional.empty();
        }
        String told = last(failure);
        if (has(failure, CertPathBuilderException.class::isInstance)) {
            return Optional.of(
                    "TLS failed, because its certificate is signed by nobody who is trusted: see that tls.ca has"
                            + " the certificate of whoever signed it");
        }
        if (has(failure, CertificateExpiredException.class::isInstance)) {
            return Optional.of("TLS failed, because its certificate has expired (" + told + ")");
        }
        if (has(failure, CertificateException.class::isInstance)) {
            return Optional.of("TLS failed, because its certificate does not fit (" + told
                    + "): name it in servers as its certificate does");
        }
        return Optional.of(
                "TLS failed (" + told + "): see that the server speaks TLS, and whether it wants a certificate"
                        + " of the platform (tls.certificate)");
    }

    private static boolean has(Throwable failure, Predicate<Throwable> what) {
        return chain(failure).anyMatch(what);
    }

    private static String last(Throwable failure) {
        Throwable last = chain(failure).reduce((_, later) -> later).orElse(failure);
        return Optional.ofNullable(last.getMessage()).orElse(last.toString());
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause);
    }
}
