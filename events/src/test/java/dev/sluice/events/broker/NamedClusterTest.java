package dev.sluice.events.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.broker.KafkaCluster.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class NamedClusterTest {

    private static final Duration SOON = Duration.ofSeconds(120);

    private static void refused(KafkaCluster cluster, String start) {
        assertThat(cluster.ready(SOON))
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(BrokerAwayException.class)
                .withMessageStartingWith(start)
                .withMessageEndingWith(". It is asked again every 5 s.");
        assertThat(cluster.state()).isInstanceOf(State.Away.class);
    }

    @Test
    void aClusterThatAnswersIsReady() {
        Map<String, String> client = new HashMap<>();
        BrokerFixture.cluster().clientProperties().forEach((name, value) -> client.put(name, value.toString()));
        String servers = String.valueOf(client.get("bootstrap.servers"));
        try (KafkaCluster cluster = new NamedCluster(servers, "sluice.kafka.bootstrap-servers", client)) {
            assertThat(cluster.state()).isEqualTo(new State.NotStarted());
            assertThat(cluster.ready(SOON)).succeedsWithin(SOON);
            assertThat(cluster.state()).isEqualTo(new State.Ready());
            assertThat(cluster.clientProperties()).containsAllEntriesOf(client);
        }
    }

    @Test
    void oneThatIsNotThereIsTold() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (KafkaCluster cluster = new NamedCluster("127.0.0.1:" + port, "sluice.kafka.bootstrap-servers", Map.of())) {
            refused(cluster, "Kafka at 127.0.0.1:" + port + " (sluice.kafka.bootstrap-servers) does not answer: ");
        }
    }

    @Test
    void settingsThatDoNotFitAreToldWithTheirReason() {
        try (KafkaCluster cluster = new NamedCluster("nowhere", "sluice.kafka.bootstrap-servers", Map.of())) {
            refused(
                    cluster,
                    "Kafka at nowhere (sluice.kafka.bootstrap-servers) does not answer: Invalid url in bootstrap.servers:"
                            + " nowhere");
        }
        try (KafkaCluster cluster = new NamedCluster(
                "127.0.0.1:1", "sluice.kafka.bootstrap-servers", Map.of("security.protocol", "TELNET"))) {
            refused(
                    cluster,
                    "Kafka at 127.0.0.1:1 (sluice.kafka.bootstrap-servers) does not answer: Invalid value TELNET");
        }
    }
}
