package dev.sluice.events.connection;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.spec.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of a connection's spec, as people write them and are told of them. */
public record ConnectionSettings(
        @Setting(
                value = "brokers that are asked first, each as `HOST:PORT`",
                most = "20",
                pattern = "([a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?|\\[[0-9a-fA-F:]{2,45}\\]):[0-9]{1,5}",
                patternRule = "HOST:PORT, an address of IPv6 as in [::1]:9092")
        List<String> servers,

        @Setting(value = "TLS; `{}` trusts whom the JDK trusts", otherwise = "none")
        Optional<Tls> tls,

        @Setting(value = "who the platform says it is", otherwise = "nobody")
        Optional<Sasl> sasl) {

    /** Connections as a kind of resource. */
    public static final Kind<ConnectionSettings> KIND =
            new Kind<>("sluice.dev/v1beta1", "Connection", ConnectionSettings.class);

    /** How a catalog keeps them. */
    public static final ResourceKind<Declared<ConnectionSettings>, Declared.Status> RESOURCE =
            Declared.kind(KIND, "connections", ConnectionSettings::format);

    public ConnectionSettings {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no brokers are told: set servers, as in [kafka.example.com:9093]");
        }
    }

    /** Whom the platform trusts, and who it shows that it is. */
    public record Tls(
            @Setting(
                    value = "a secret with the certificates that sign those of the brokers, as PEM",
                    otherwise = "those that the JDK has")
            Optional<SecretName> ca,

            @Setting(
                    value = "a secret with the certificate that the platform shows, and those that sign it, as PEM",
                    otherwise = "none is shown")
            Optional<SecretName> certificate,

            @Setting(
                    value = "a secret with the private key of `certificate`, as PEM (PKCS #8), not encrypted",
                    otherwise = "none")
            Optional<SecretName> key) {

        public Tls {
            if (certificate.isPresent() != key.isPresent()) {
                throw new IllegalArgumentException(
                        "tls.certificate and tls.key are of one another: set both, or neither");
            }
        }
    }

    /** Who the platform says it is. */
    public record Sasl(
            @Setting(
                    value = "how",
                    pattern = "PLAIN|SCRAM-SHA-256|SCRAM-SHA-512",
                    patternRule = "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512")
            String mechanism,

            @Setting(
                    value = "its name in the cluster",
                    pattern = "[^\\p{Cntrl}]{1,249}",
                    patternRule = "1 to 249 characters")
            String user,

            @Setting("a secret with the password") SecretName password) {}

    /** Certificates of the platform's own came with the sixth format. */
    private int format() {
        return tls.flatMap(Tls::certificate).isPresent() ? 6 : 1;
    }

    /** The secrets that it names. */
    public List<SecretName> secrets() {
        return Stream.of(
                        tls.flatMap(Tls::ca),
                        tls.flatMap(Tls::certificate),
                        tls.flatMap(Tls::key),
                        sasl.map(Sasl::password))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Whether the password goes over the network as it is. */
    boolean tellsPasswordInClear() {
        return tls.isEmpty()
                && sasl.filter(known -> known.mechanism().equals("PLAIN")).isPresent();
    }
}
