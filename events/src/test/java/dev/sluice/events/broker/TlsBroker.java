package dev.sluice.events.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.disk.HeldFile;
import dev.sluice.events.broker.BrokerCommand.BrokerFiles;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** A real broker with three more listeners: TLS, TLS that wants a certificate, and TLS with a password by SCRAM-SHA-512. */
public final class TlsBroker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String USER = "ada";
    private static final String PASSWORD = "a password \"with\" \\ signs";

    private final BrokerAddress tls;
    private final BrokerAddress scram;
    private final HeldFile held;
    private final Process process;

    /**
     * Starts it; it is ready then.
     *
     * @param certificate what it shows
     * @param client whom it lets in by a certificate
     */
    public TlsBroker(Path root, TestCertificate certificate, TestCertificate client) throws Exception {
        SecureRandom random = new SecureRandom();
        BrokerAddress plain = BrokerAddress.choose(random);
        this.tls = BrokerAddress.choose(random);
        this.scram = BrokerAddress.choose(random);
        Path trusted = Files.writeString(root.resolve("trusted.pem"), client.certificate());
        BrokerFolder folder = new BrokerFolder(root.resolve("kafka"));
        Files.writeString(
                folder.properties(),
                properties(ServerProperties.of(plain, folder.data(), false), certificate, trusted));
        this.held = folder.alone(folder::enter);
        this.process = BrokerCommand.of(BrokerFixture.settings(folder.root()))
                .start(
                        new BrokerFiles(folder.root(), folder.log(), folder.output()),
                        List.of(),
                        List.of(),
                        List.of(folder.properties().toString(), "0"));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(process.isAlive()).as(Files.readString(folder.output())).isTrue();
            assertThat(folder.running().filter(RunningBroker::ready)).isPresent();
        });
        folder.close();
        try (Admin admin = Admin.create(plain.clientProperties())) {
            ScramCredentialInfo once = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER, once, PASSWORD)))
                    .all()
                    .get();
        }
    }

    private String properties(String usual, TestCertificate certificate, Path trusted) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(usual));
        properties.merge(
                "listeners",
                ",SSL://127.0.0.1:" + tls.port() + ",MUTUAL://127.0.0.1:" + tls.controllerPort()
                        + ",SASL_SSL://127.0.0.1:" + scram.port(),
                (one, more) -> "" + one + more);
        properties.merge(
                "listener.security.protocol.map",
                ",SSL:SSL,MUTUAL:SSL,SASL_SSL:SASL_SSL",
                (one, more) -> "" + one + more);
        properties.put("ssl.keystore.type", "PKCS12");
        properties.put("ssl.keystore.location", certificate.store().toString());
        properties.put("ssl.keystore.password", TestCertificate.STORE_PASSWORD);
        properties.put("ssl.key.password", TestCertificate.STORE_PASSWORD);
        properties.put("listener.name.mutual.ssl.client.auth", "required");
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.location", trusted.toString());
        properties.put("listener.name.sasl_ssl.sasl.enabled.mechanisms", "SCRAM-SHA-512");
        properties.put(
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        StringWriter written = new StringWriter();
        properties.store(written, null);
        return written.toString();
    }

    /** {@code HOST:PORT} of the listener with TLS alone. */
    public String tls(String host) {
        return host + ":" + tls.port();
    }

    /** Of the one that wants a certificate. */
    public String mutual() {
        return "127.0.0.1:" + tls.controllerPort();
    }

    /** Of the one that wants a password. */
    public String scram() {
        return "127.0.0.1:" + scram.port();
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    @Override
    public void close() throws Exception {
        held.close();
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
