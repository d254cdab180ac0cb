package dev.sluice.runners.link;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;

/**
 * The key and the certificate by which runners know a gateway. Both are made anew at each start, by the JDK's keytool; the key
 * is in memory only, the certificate in a file for the runners, which trust that one and no other. So there is nothing to
 * renew, to sign or to keep secret on disk.
 *
 * @param server what the gateway speaks with
 * @param file the certificate as PEM
 */
public record GatewayCertificate(SslContext server, Path file) {

    private static final String ALIAS = "gateway";
    private static final String PASSWORD = "SLUICE_KEY_PASSWORD";
    private static final int SECONDS = 60;

    /**
     * Makes one. Blocks for about a second.
     *
     * @param folder is there, and nobody else may enter it
     * @throws IOException if it cannot be made; the message says why
     */
    public static GatewayCertificate make(Path folder, Path javaHome, SecureRandom random) throws IOException {
        Path store = folder.resolve("gateway.p12");
        Path file = folder.resolve("gateway.pem");
        byte[] secret = new byte[24];
        random.nextBytes(secret);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Files.deleteIfExists(store);
        try {
            keytool(javaHome, store, password);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, password.toCharArray());
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password.toCharArray());
            SslContext server = SslContextBuilder.forServer(managers)
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .build();
            Files.writeString(file, pem(keys.getCertificate(ALIAS).getEncoded()));
            return new GatewayCertificate(server, file.toAbsolutePath());
        } catch (GeneralSecurityException e) {
            throw new IOException("The key that runners know this gateway by cannot be read: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(store);
        }
    }

    /** The password goes by the environment: every user of the machine can read command lines. */
    private static void keytool(Path javaHome, Path store, String password) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        javaHome.resolve("bin/keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=sluice",
                        "-validity",
                        "36500",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass:env",
                        PASSWORD))
                .redirectErrorStream(true);
        builder.environment().put(PASSWORD, password);
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            // Its few lines fit into the pipe, so that it ends without being read.
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(
                        "keytool of the JDK did not make the key that runners know this gateway by within " + SECONDS
                                + " s");
            }
            if (process.exitValue() != 0) {
                String words = new String(output.readNBytes(4096), StandardCharsets.UTF_8).strip();
                throw new IOException(
                        "keytool of the JDK cannot make the key that runners know this gateway by: " + words);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a key was made", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }
}
