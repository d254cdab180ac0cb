package dev.sluice.events.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for 127.0.0.1, signed by itself, and its key.
 *
 * @param store a file of PKCS #12 with both
 * @param certificate as PEM
 * @param key as PEM
 */
public record TestCertificate(Path store, String certificate, String key) {

    static final String STORE_PASSWORD = "changeit";

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    /** A new one, in a file of the folder. */
    public static TestCertificate make(Path folder, String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD,
                "-keystore",
                store.toString());
        Process made = new ProcessBuilder(command).inheritIO().start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore all = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
        Key key = all.getKey(name, STORE_PASSWORD.toCharArray());
        return new TestCertificate(
                store, pem("CERTIFICATE", all.getCertificate(name).getEncoded()), pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }
}
