package dev.sluice.gateway.adapter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.core.adapter.MetricsAdapter;
import dev.sluice.core.adapter.Place;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.SidecarAddress;
import dev.sluice.runners.pool.UnpreparedException;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real ports. */
@Timeout(60)
class AdaptedMetricsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Place ADMIN = new Place(Optional.empty(), Optional.of("ADMIN_PORT"), Optional.empty());
    private static final MetricsAdapter PROMETHEUS =
            new MetricsAdapter.Prometheus(ADMIN, "/metrics", Duration.ofMillis(20));
    private static final MetricsAdapter JSON = new MetricsAdapter.Json(ADMIN, "/stats", Duration.ofMillis(20));
    private static final MetricsAdapter STATSD = new MetricsAdapter.Statsd("STATSD_HOST", "STATSD_PORT");

    private final List<LogLine> log = new CopyOnWriteArrayList<>();
    private final AdaptedMetrics metrics = new AdaptedMetrics(log::add, Duration.ofMillis(500));
    private final List<RunnerId> begun = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        begun.forEach(metrics::ended);
    }

    private static FunctionVersion version(String function) {
        FunctionSpec spec = new FunctionSpec(
                new RuntimeName("java25"),
                "a.B",
                new MemorySize(256),
                Duration.ofSeconds(30),
                Scaling.DEFAULT,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC);
        return new FunctionVersion(new FunctionName(function), 1, new Digest("0".repeat(64)), spec, Instant.EPOCH);
    }

    private Map<String, String> open(String function, String instance) {
        RunnerId id = new RunnerId(instance);
        begun.add(id);
        return metrics.open(version(function), id, List.of(STATSD));
    }

    private static void send(Map<String, String> told, String packet) throws IOException {
        byte[] bytes = packet.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    bytes,
                    bytes.length,
                    InetAddress.getByName(told.get("STATSD_HOST")),
                    Integer.parseInt(told.get("STATSD_PORT"))));
        }
    }

    /** As anybody reads them. */
    private String text() {
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(metrics);
        StringWriter out = new StringWriter();
        try {
            TextFormat.write004(out, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString();
    }

    private void awaitText(String... parts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(text()).contains(parts));
    }

    private void awaitTold(String sentence) {
        await().atMost(SOON).untilAsserted(() -> {
            text();
            assertThat(log).extracting(LogLine::line).contains(sentence);
        });
    }

    @Test
    void whatAnInstanceSendsIsThereWithItsLabelsUntilItEnds() throws IOException {
        Map<String, String> told = open("hello", "r1");
        send(told, "hits:1|c|#function:evil\nhits:1|c|#function:evil\ngarbage \u0000 here\nhits:x|c\n");

        awaitText(
                "# TYPE function_hits_total counter\n"
                        + "function_hits_total{exported_function=\"evil\",function=\"hello\",instance=\"r1\",namespace=\"default\",} 2.0\n");
        awaitTold("[sluice] a line of StatsD is not counted: 'hits:x|c': 'x' is no number");
        metrics.ended(new RunnerId("r1"));
        assertThat(text()).isEmpty();
    }

    @Test
    void aNameHasOneKindAndWhoeverComesLaterWithAnotherIsTold() throws IOException {
        Map<String, String> one = open("one", "r1");
        Map<String, String> two = open("two", "r2");
        send(one, "size:1|c");
        awaitText("function_size_total{function=\"one\"");
        send(two, "size:5|g\nfine:1|g");
        awaitText("function_fine{function=\"two\"");
        awaitTold(
                "[sluice] the metric function_size is left out: it is a gauge here, and a counter elsewhere, which was there"
                        + " before; give it another name");
        send(two, "size_total:5|g");
        awaitTold(
                "[sluice] the metric function_size_total is left out: it is a gauge here, and function_size elsewhere, which"
                        + " was there before; give it another name");
        assertThat(text()).doesNotContain("function=\"two\",instance=\"r2\",namespace=\"default\",} 5.0");
    }

    /** Answers each that connects in the same way. */
    private static final class Program implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        interface Answer {
            void to(OutputStream out) throws IOException, InterruptedException;
        }

        Program(Answer answer) throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        socket.getInputStream().read(new byte[4096]);
                        answer.to(socket.getOutputStream());
                    } catch (IOException | InterruptedException e) {
                        // It went away.
                    }
                }
            });
        }

        static Program of(String body) throws IOException {
            return new Program(
                    out -> out.write(("HTTP/1.0 200 OK\r\nA: b\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8)));
        }

        Map<String, String> told() {
            return Map.of("ADMIN_PORT", Integer.toString(server.getLocalPort()));
        }

        Scrape scrape() {
            return new Scrape(new SidecarAddress.Port(server.getLocalPort(), ""), "/", Duration.ofMillis(300));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private void ask(MetricsAdapter adapter, Program program) {
        RunnerId id = new RunnerId("r1");
        begun.add(id);
        metrics.open(version("hello"), id, List.of(adapter));
        metrics.ask(id, List.of(adapter), program.told());
    }

    @Test
    void whatAnInstanceAnswersIsThere() throws IOException {
        try (Program program = Program.of("# TYPE up gauge\nup{a=\"b\"} 1\n")) {
            ask(PROMETHEUS, program);
            awaitText("function_up{a=\"b\",function=\"hello\",instance=\"r1\",namespace=\"default\",} 1.0\n");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(text()).isEmpty());
    }

    @Test
    void numbersInJsonAreGauges() throws IOException {
        try (Program program = Program.of("{\"heap\":{\"used-bytes\":5,\"name\":\"x\"},\"list\":[1],\"1st\":2}")) {
            ask(JSON, program);
            awaitText(
                    "# TYPE function_heap_used_bytes gauge\nfunction_heap_used_bytes{function=\"hello\"",
                    "function__1st{function=\"hello\"");
        }
    }

    @Test
    void numbersUnderNamesThatAreTooLongAreLeftOutAtNoCost() {
        String below =
                IntStream.range(0, 90_000).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));
        String text = "{\"" + "x".repeat(45_000) + "\":{" + below + "},\"fine\":2}";

        List<Family> families = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> JsonNumbers.parse(text));

        assertThat(families).extracting(Family::name).containsExactly("fine");
    }

    @Test
    void garbageIsToldOnceAndBreaksNothing() throws IOException {
        try (Program program = Program.of("up 1\n<html>\u0000\n")) {
            ask(PROMETHEUS, program);
            String at = "127.0.0.1:" + program.told().get("ADMIN_PORT") + "/metrics";
            awaitTold("[sluice] its metrics at " + at
                    + " cannot be read: line 2 is no Prometheus text: a name that cannot be: <html>\u0000");
            assertThat(text()).isEmpty();
            assertThat(log).hasSize(1);
        }
    }

    @Test
    void ofAnAnswerThatIsOneLongLineABeginningIsTold() throws IOException {
        try (Program program = new Program(out -> out.write("x".repeat(100_000).getBytes(StandardCharsets.UTF_8)))) {
            ask(PROMETHEUS, program);
            await().atMost(SOON).until(() -> !log.isEmpty());
            assertThat(log.getFirst().line())
                    .contains("it did not answer with 200: xxx")
                    .endsWith("x…")
                    .hasSizeLessThan(600);
        }
    }

    @Test
    void packetsAreReadWhereNobodyElseWaitsForAProcessor() throws IOException {
        List<Boolean> virtual = new CopyOnWriteArrayList<>();
        StatsdSource source =
                StatsdSource.open(sentence -> virtual.add(Thread.currentThread().isVirtual()));
        send(Map.of("STATSD_HOST", "127.0.0.1", "STATSD_PORT", Integer.toString(source.port())), "garbage");
        await().atMost(SOON).until(() -> !virtual.isEmpty());
        source.close();
        assertThat(virtual).containsExactly(false);
    }

    @Test
    void moreSeriesThanAreAllowedAreLeftOutAndTold() throws IOException {
        StringBuilder many = new StringBuilder("first 1\n");
        for (int i = 0; i < Source.MOST_SERIES; i++) {
            many.append("many{i=\"").append(i).append("\"} 1\n");
        }
        try (Program program = Program.of(many.toString())) {
            ask(PROMETHEUS, program);
            awaitText("function_first{");
            awaitTold("[sluice] it tells more than 500 series: the metric many and those after it are left out");
            assertThat(text()).doesNotContain("function_many");
        }
    }

    @Test
    void anAnswerThatIsTooLongOrHasNoEndIsReadNoFurther() throws IOException {
        byte[] part = new byte[64 * 1024];
        try (Program huge = new Program(out -> {
            out.write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            while (true) {
                out.write(part);
            }
        })) {
            assertThatThrownBy(() -> huge.scrape().body())
                    .isInstanceOf(IOException.class)
                    .hasMessage("its answer is longer than 1048576 bytes");
        }
        try (Program endless = new Program(out -> Thread.currentThread().join(Duration.ofSeconds(30)))) {
            assertThatThrownBy(() -> endless.scrape().body())
                    .isInstanceOf(IOException.class)
                    .hasMessage("it did not end its answer in 300 ms");
        }
        try (Program wrong =
                new Program(out -> out.write("HTTP/1.1 404 No\r\n\r\n".getBytes(StandardCharsets.UTF_8)))) {
            assertThatThrownBy(() -> wrong.scrape().body()).hasMessage("it did not answer with 200: HTTP/1.1 404 No");
        }
    }

    @Test
    void wherePortsForStatsdAreTakenTheStartFailsWithAWordOfItsOwn() {
        try (StatsdSource first = StatsdSource.open(sentence -> {})) {
            InetSocketAddress taken = new InetSocketAddress("127.0.0.1", first.port());
            assertThatThrownBy(() -> StatsdSource.open(taken, sentence -> {}))
                    .isInstanceOfSatisfying(
                            UnpreparedException.class,
                            failure -> assertThat(failure.reason()).isEqualTo("statsd_failed"))
                    .hasMessageMatching("No port of this machine can be opened for the StatsD of the function: .+\\."
                            + " Try again when fewer instances run, or leave statsd out\\.");
        }
    }
}
