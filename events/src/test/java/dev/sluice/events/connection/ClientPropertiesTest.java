package dev.sluice.events.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.settings.Binding;
import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPropertiesTest {

    private static Map<String, Object> of(Map<String, Object> spec) {
        Binding<ConnectionSettings> read = ConnectionSettings.KIND.readSpec(spec);
        if (!(read instanceof Binding.Bound<ConnectionSettings>(var settings))) {
            throw new AssertionError(read);
        }
        return ClientProperties.of(settings, name -> new SecretValue("value of " + name));
    }

    @Test
    void aClusterWithoutTlsAndSaslIsReachedByItsServers() {
        assertThat(of(Map.of("servers", List.of("one:9092", "[::1]:9093"))))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("bootstrap.servers", "one:9092,[::1]:9093", "security.protocol", "PLAINTEXT"));
    }

    @Test
    void tlsTrustsWhomTheSecretNames() {
        assertThat(of(Map.of("servers", List.of("one:9092"), "tls", Map.of("ca", "kafka-ca"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "bootstrap.servers", "one:9092",
                        "security.protocol", "SSL",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.certificates", "value of kafka-ca"));
    }

    @Test
    void saslTakesItsPasswordFromASecret() {
        Map<String, Object> sasl = Map.of("mechanism", "SCRAM-SHA-512", "user", "sluice", "password", "kafka-password");
        assertThat(of(Map.of("servers", List.of("one:9092"), "tls", Map.of(), "sasl", sasl)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "bootstrap.servers",
                        "one:9092",
                        "security.protocol",
                        "SASL_SSL",
                        "sasl.mechanism",
                        "SCRAM-SHA-512",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required"
                                + " username=\"sluice\" password=\"value of kafka-password\";"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a\"b; x=\"y", "back\\slash\\", "two\nlines\t1", "\u00017", "gr\u00fc\u00dfe", ""})
    void aPasswordIsReadAsItIs(String password) throws IOException {
        StreamTokenizer reader = new StreamTokenizer(new StringReader(ClientProperties.quoted(password) + ";"));
        reader.quoteChar('"');

        assertThat(reader.nextToken()).isEqualTo('"');
        assertThat(reader.sval).isEqualTo(password);
        assertThat(reader.nextToken()).isEqualTo(';');
    }

    @Test
    void whatIsNoServerIsRefused() {
        assertThat(ConnectionSettings.KIND.readSpec(Map.of("servers", List.of("nowhere"))))
                .isInstanceOf(Binding.Refused.class);
        assertThat(ConnectionSettings.KIND.readSpec(Map.of("servers", List.of())))
                .isInstanceOf(Binding.Refused.class);
    }
}
