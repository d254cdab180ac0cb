package dev.sluice.events.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.events.broker.KafkaCluster.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The broker as it is built, started as a process; each start takes seconds, so each test asks for much. */
@Timeout(300)
class OwnBrokerTest {

    private static final Duration SOON = Duration.ofSeconds(120);

    @TempDir
    private Path home;

    private OwnBroker broker() {
        return new OwnBroker(BrokerFixture.settings(home.resolve("kafka")));
    }

    private static void bringUp(KafkaCluster cluster) throws Exception {
        cluster.ready(SOON).toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static ProcessHandle process(OwnBroker broker) {
        return ProcessHandle.of(broker.report().pid().orElseThrow()).orElseThrow();
    }

    private static List<Integer> numbers(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    @Test
    void nothingIsStartedUntilItIsNeeded() {
        try (OwnBroker broker = broker()) {
            assertThat(broker.state()).isEqualTo(new State.NotStarted());
            assertThat(broker.report().pid()).isEmpty();
            assertThat(home.resolve("kafka")).doesNotExist();
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesAKilledBrokerAndAnOrderlyEnd() throws Exception {
        try (OwnBroker broker = broker()) {
            bringUp(broker);
            Records records = new Records(broker, "orders");
            records.makeTopic();
            records.write(0, 50);
            ProcessHandle first = process(broker);
            assertThat(first.destroyForcibly()).isTrue();
            await().atMost(SOON).until(() -> broker.report().starts() == 2 && broker.state() instanceof State.Ready);
            records.write(50, 100);
            assertThat(records.read(100)).isEqualTo(numbers(100));
            assertThat(broker.report().ends()).isEqualTo(1);
            assertThat(broker.report().memoryBytes().orElseThrow()).isBetween(50L << 20, 600L << 20);
            assertThat(broker.report().lastStart()).isPresent();
        }
        assertThat(home.resolve("kafka/gateways")).isEmptyDirectory();
        try (OwnBroker broker = broker()) {
            bringUp(broker);
            assertThat(new Records(broker, "orders").read(100)).isEqualTo(numbers(100));
            ProcessHandle last = process(broker);
            broker.close();
            assertThat(last.isAlive()).isFalse();
            assertThat(broker.ready(SOON))
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(BrokerAwayException.class)
                    .withMessage(
                            "The broker is not there any more, because the gateway is shutting down. Try again when it is"
                                    + " back.");
        }
    }

    @Test
    void gatewaysOfOneFolderShareABrokerAndTheLastOneEndsIt() throws Exception {
        OwnBroker one = broker();
        try (OwnBroker other = broker()) {
            var both = List.of(one.ready(SOON), other.ready(SOON));
            for (var each : both) {
                each.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
            }
            ProcessHandle process = process(one);
            assertThat(process(other)).isEqualTo(process);
            assertThat(one.report().starts() + other.report().starts()).isEqualTo(1);
            assertThat(other.clientProperties()).isEqualTo(one.clientProperties());
            one.close();
            assertThat(process.isAlive()).isTrue();
            assertThat(process.destroyForcibly()).isTrue();
            await().atMost(SOON).until(() -> other.report().starts() > 0 && other.state() instanceof State.Ready);
            ProcessHandle next = process(other);
            other.close();
            assertThat(next.isAlive()).isFalse();
            assertThatThrownBy(other::clientProperties)
                    .as("who makes a client at the end meets a Kafka that is away, and no fault of the disk")
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("the gateway is shutting down");
        }
    }

    @Test
    void theNextGatewayUsesTheBrokerOfOneThatWasKilled() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dsluice.root=" + System.getProperty("sluice.root"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerOwner.class.getName(),
                        home.resolve("kafka").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long pid;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
            pid = Long.parseLong(output.readLine());
        } finally {
            owner.destroyForcibly();
        }
        assertThat(owner.onExit().get(60, TimeUnit.SECONDS).exitValue()).isEqualTo(137);
        try (OwnBroker next = broker()) {
            bringUp(next);
            assertThat(process(next).pid()).isEqualTo(pid);
            assertThat(next.report().starts()).isZero();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aBrokerWithOtherSettingsIsStartedAnew() throws Exception {
        Path folder = home.resolve("kafka");
        long pid;
        BrokerPlace other = new BrokerPlace(folder);
        BrokerStarter starter =
                new BrokerStarter(BrokerFixture.settings(folder), other, new AotCache(home.resolve("cache")));
        pid = starter.findOrStart().process().pid();
        other.take().held().close();
        BrokerSettings settings = BrokerFixture.settings(folder);
        try (OwnBroker next = new OwnBroker(
                new BrokerSettings(folder, settings.jars(), settings.cache(), settings.heapMiB(), true))) {
            bringUp(next);
            assertThat(process(next).pid()).isNotEqualTo(pid);
            assertThat(Files.readString(folder.resolve("server.properties")))
                    .contains("log.flush.interval.messages=1\n");
        }
    }

    @Test
    void aFolderThatCannotBeReadIsToldInASentence() throws Exception {
        Path data = Files.createDirectories(home.resolve("kafka/data"));
        Files.writeString(data.resolve("meta.properties"), "\0\1garbage");
        try (OwnBroker broker = broker()) {
            assertThat(broker.ready(SOON))
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(BrokerAwayException.class)
                    .withMessageStartingWith("The broker cannot start, because the file meta.properties in " + data
                            + " cannot be read: restore the folder from a copy, or move it away, and topics begin empty. It"
                            + " said: ");
            assertThat(broker.ready(SOON).toCompletableFuture()).isCompletedExceptionally();
            assertThat(broker.state()).isInstanceOf(State.Away.class);
        }
    }

    @Test
    void jarsThatAreMissingAreToldInASentence() {
        Path nowhere = home.resolve("nowhere");
        BrokerSettings settings =
                new BrokerSettings(home.resolve("kafka"), Optional.of(nowhere), home.resolve("cache"), 192, false);
        try (OwnBroker broker = new OwnBroker(settings)) {
            assertThat(broker.ready(SOON))
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .withMessage("The broker cannot be started: there is no folder " + nowhere
                            + " with the jars of the broker; sluice.kafka.broker names it, and ./sluice up sets it. The"
                            + " platform tries to start it again.");
        }
    }

    @Test
    void aCacheThatIsBrokenKeepsNobodyFromStarting() throws Exception {
        BrokerSettings settings = BrokerFixture.settings(home.resolve("kafka"));
        AotCache cache = new AotCache(settings.cache());
        BrokerCommand command = BrokerCommand.of(settings);
        assertThat(cache.find(command.digest())).isEmpty();
        cache.make(command);
        Path made = cache.find(command.digest()).orElseThrow();
        try (OwnBroker broker = new OwnBroker(settings)) {
            bringUp(broker);
            assertThat(process(broker).info().arguments().map(List::of).orElse(List.of()))
                    .contains("-XX:AOTCache=" + made);
        }
        flip(made, Files.size(made) / 2);
        assertThat(cache.find(command.digest())).isEmpty();
        assertThat(made).doesNotExist();
    }

    private static void flip(Path file, long place) throws IOException {
        try (var bytes = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(place);
            int old = bytes.read();
            bytes.seek(place);
            bytes.write(old ^ 1);
        }
    }
}
