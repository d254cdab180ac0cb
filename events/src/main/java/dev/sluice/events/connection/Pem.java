package dev.sluice.events.connection;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import dev.sluice.events.connection.ConnectionSettings.Tls;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What secrets have to have as PEM. It is looked at before Kafka's client gets it, which would tell parts of what it cannot read. */
final class Pem {

    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

    /** Those that Kafka's client tries. */
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "DSA", "EC");

    private Pem() {}

    /**
     * Which secret has not what it should, as a clause with what to do.
     *
     * @param secrets has each secret that is named
     */
    static Optional<String> unfit(Tls tls, Function<SecretName, SecretValue> secrets) {
        Predicate<SecretName> noCertificates = name -> !hasCertificates(secrets.apply(name));
        return tls.ca()
                .filter(noCertificates)
                .map(name -> unfit(name, "tls.ca", "certificates as PEM"))
                .or(() -> tls.certificate()
                        .filter(noCertificates)
                        .map(name -> unfit(name, "tls.certificate", "certificates as PEM")))
                .or(() -> tls.key()
                        .filter(name -> !hasPrivateKey(secrets.apply(name)))
                        .map(name ->
                                unfit(name, "tls.key", "private key of RSA, DSA or EC as PEM (BEGIN PRIVATE KEY)")));
    }

    private static String unfit(SecretName name, String key, String what) {
        return "the secret '" + name + "', which is " + key + ", has no " + what + ": set it anew.";
    }

    /** Whether it has certificates of X.509, one at least. */
    private static boolean hasCertificates(SecretValue secret) {
        byte[] bytes = secret.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }

    /** Whether it has a key of PKCS #8 that is not encrypted. */
    private static boolean hasPrivateKey(SecretValue secret) {
        Matcher found = PRIVATE_KEY.matcher(secret.reveal());
        if (!found.find()) {
            return false;
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(found.group(1));
            return KEY_ALGORITHMS.stream().anyMatch(algorithm -> isKey(algorithm, bytes));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isKey(String algorithm, byte[] bytes) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes)) != null;
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            return false;
        }
    }
}
