package dev.sluice.events.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Binding;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.TestCertificate;
import dev.sluice.events.broker.TlsBroker;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.testkit.time.SystemTimers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a real broker with TLS, certificates of clients and SCRAM. */
@Timeout(300)
class TlsConnectionsTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static TestCertificate server;
    private static TestCertificate client;
    private static TestCertificate stranger;
    private static TlsBroker broker;

    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private final InMemorySecretStore secrets = new InMemorySecretStore(Clock.systemUTC());
    private final SystemTimers time = new SystemTimers();
    private final Connections connections = new Connections(catalog, secrets, new TopicNames("sluice."), time);

    @BeforeAll
    static void start() throws Exception {
        server = TestCertificate.make(folder, "server");
        client = TestCertificate.make(folder, "client");
        stranger = TestCertificate.make(folder, "stranger");
        broker = new TlsBroker(folder, server, client);
    }

    @AfterAll
    static void end() throws Exception {
        broker.close();
    }

    @AfterEach
    void close() {
        connections.close();
        time.close();
    }

    private void secret(String name, String value) {
        secrets.put(Namespace.DEFAULT, new SecretName(name), new SecretValue(value));
    }

    private static ConnectionSettings settings(Map<String, Object> spec) {
        return ((Binding.Bound<ConnectionSettings>) ConnectionSettings.KIND.readSpec(spec)).settings();
    }

    private ConnectionState state(Map<String, Object> spec) {
        return connections.state(Namespace.DEFAULT, settings(spec));
    }

    private static Map<String, Object> tls(String server) {
        return Map.of("servers", List.of(server), "tls", Map.of("ca", "ca"));
    }

    private static Map<String, Object> mutual() {
        return Map.of(
                "servers",
                List.of(broker.mutual()),
                "tls",
                Map.of("ca", "ca", "certificate", "certificate", "key", "key"));
    }

    private static Map<String, Object> scram() {
        return Map.of(
                "servers",
                List.of(broker.scram()),
                "tls",
                Map.of("ca", "ca"),
                "sasl",
                Map.of("mechanism", "SCRAM-SHA-512", "user", broker.user(), "password", "password"));
    }

    private void away(Map<String, Object> spec, String why) {
        ConnectionState state = state(spec);
        assertThat(state.word()).as(state.detail()).isEqualTo("away");
        assertThat(state.detail()).contains(why);
    }

    /** What who uses the connection is told. */
    private Connections.Usable usable(Map<String, Object> spec) {
        catalog.put(
                new ResourceId<>(ConnectionSettings.RESOURCE, Namespace.DEFAULT, "theirs"),
                new Declared<>(Map.of(), spec, settings(spec)),
                new Declared.Status(Instant.EPOCH),
                Revision.NONE);
        return (Connections.Usable) connections.find(new ConnectionId(Namespace.DEFAULT, "theirs"));
    }

    @Test
    void whoTrustsTheCertificateGetsInByTls() {
        secret("ca", server.certificate());
        assertThat(state(tls(broker.tls("127.0.0.1")))).isEqualTo(ConnectionState.READY);
    }

    @Test
    void aCertificateThatNobodyTrustsIsTold() {
        secret("ca", stranger.certificate());
        away(tls(broker.tls("127.0.0.1")), "its certificate is signed by nobody who is trusted: see that tls.ca has");

        assertThat(usable(tls(broker.tls("127.0.0.1"))).cluster().ready(SOON))
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(BrokerAwayException.class)
                .withMessageContaining("(the connection 'theirs') does not answer: TLS failed, because its certificate"
                        + " is signed by nobody who is trusted");
    }

    @Test
    void aCertificateOfAnotherHostIsTold() {
        secret("ca", server.certificate());
        away(tls(broker.tls("localhost")), "its certificate does not fit (No name matching localhost found)");
    }

    @Test
    void whoShowsACertificateThatTheClusterTrustsGetsIn() {
        secret("ca", server.certificate());
        secret("certificate", client.certificate());
        secret("key", client.key());
        assertThat(state(mutual())).isEqualTo(ConnectionState.READY);

        secret("certificate", stranger.certificate());
        secret("key", stranger.key());
        assertThat(state(mutual()).word()).isEqualTo("away");
        assertThat(state(tls(broker.mutual())).word()).isEqualTo("away");
    }

    @Test
    void aKeyThatCannotBeReadIsToldWithoutIt() {
        secret("ca", server.certificate());
        secret("certificate", client.certificate());
        secret("key", "-----BEGIN PRIVATE KEY-----\nbm8ga2V5\n-----END PRIVATE KEY-----\n");
        ConnectionState state = state(mutual());
        assertThat(state.word()).isEqualTo("waiting_for_secret");
        assertThat(state.detail())
                .isEqualTo(
                        "The secret 'key', which is tls.key, has no private key of RSA, DSA or EC as PEM (BEGIN PRIVATE"
                                + " KEY): set it anew.");
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        assertThat(ConnectionSettings.KIND.readSpec(
                        Map.of("servers", List.of("one:9092"), "tls", Map.of("certificate", "certificate"))))
                .isInstanceOfSatisfying(
                        Binding.Refused.class,
                        refused -> assertThat(refused.toString())
                                .contains("tls.certificate and tls.key are of one another: set both, or neither"));
    }

    @Test
    void theRightPasswordIsLetInByScramAndAWrongOneIsTold() throws Exception {
        secret("ca", server.certificate());
        secret("password", "wrong");
        away(scram(), "Authentication failed during authentication due to invalid credentials");

        secret("password", broker.password());
        assertThat(state(scram())).isEqualTo(ConnectionState.READY);
    }
}
