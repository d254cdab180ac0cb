package dev.sluice.core.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.DecoratorRules;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.FunctionReader;
import dev.sluice.core.spec.SpecDraft;
import dev.sluice.core.spec.SpecTree;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdapterSettingsTest {

    private static final List<Object> CACHE = List.of(Map.of("name", "cache", "command", "./cache"));

    private static Binding<SpecDraft> read(Object adapters) {
        return FunctionReader.read(Map.of("sidecars", CACHE, "adapters", adapters), DecoratorRules.CHECKED_BEFORE);
    }

    private static AdapterSettings settings(Object adapters) {
        SpecDraft draft = ((Binding.Bound<SpecDraft>) read(adapters)).settings();
        FunctionSpec spec = draft.complete(new RuntimeName("node22"), "index.mjs#default");
        assertThat(((Binding.Bound<SpecDraft>) FunctionReader.read(SpecTree.of(spec), DecoratorRules.CHECKED_BEFORE))
                        .settings()
                        .launch())
                .as("what is written is read again as the same")
                .isEqualTo(spec.code().launch());
        return AdapterSettings.of(draft.launch().adapters());
    }

    @Test
    void adaptersOfLogsAreReadAndWritten() {
        AdapterSettings settings = settings(Map.of(
                "logs",
                List.of(
                        Map.of("formats", "json logfmt", "level", "severity"),
                        Map.of(
                                "sidecar",
                                "cache",
                                "patterns",
                                List.of("^(?P<level>[A-Z]+) (?P<message>.*)"),
                                "multiline",
                                "^\\S"))));

        assertThat(settings.logs().getFirst().formats()).containsExactly(LineForm.JSON, LineForm.LOGFMT);
        assertThat(settings.logs().getFirst().level()).contains("severity");
        assertThat(settings.logs().getLast().sidecar()).contains("cache");
        assertThat(settings.logs().getLast().multiline())
                .contains(new Multiline(new Expression("^\\S"), 200, 16_384, Duration.ofMillis(200)));
    }

    @Test
    void signsOfHealthAreReadAndWritten() {
        HealthAdapter health = settings(Map.of(
                        "health",
                        Map.of(
                                "signs",
                                List.of(
                                        Map.of("http", Map.of("at", Map.of("port", "ADMIN_PORT"), "path", "/up")),
                                        Map.of("tcp", Map.of("at", Map.of("sidecar", "cache"))),
                                        Map.of("script", "./warm.sh --all"),
                                        Map.of("log", "listening")))))
                .health()
                .orElseThrow();

        Place admin = new Place(Optional.empty(), Optional.of("ADMIN_PORT"), Optional.empty());
        Place cache = new Place(Optional.of("cache"), Optional.empty(), Optional.empty());
        assertThat(health)
                .isEqualTo(new HealthAdapter(
                        List.of(
                                new Sign.Http(admin, "/up"),
                                new Sign.Tcp(cache),
                                new Sign.Script(List.of("./warm.sh", "--all")),
                                new Sign.Log(new Expression("listening"))),
                        Duration.ofSeconds(10),
                        3));
    }

    @Test
    void metricsAreReadAndWritten() {
        List<MetricsAdapter> metrics = settings(Map.of(
                        "metrics",
                        List.of(
                                "statsd",
                                Map.of("prometheus", Map.of("at", Map.of("sidecar", "cache"))),
                                Map.of("json", Map.of("at", Map.of("port", "ADMIN"), "path", "/a", "interval", "1m")))))
                .metrics();

        Place cache = new Place(Optional.of("cache"), Optional.empty(), Optional.empty());
        Place admin = new Place(Optional.empty(), Optional.of("ADMIN"), Optional.empty());
        assertThat(metrics)
                .containsExactly(
                        new MetricsAdapter.Statsd("STATSD_HOST", "STATSD_PORT"),
                        new MetricsAdapter.Prometheus(cache, "/metrics", Duration.ofSeconds(15)),
                        new MetricsAdapter.Json(admin, "/a", Duration.ofMinutes(1)));
    }

    @Test
    void aFunctionWithoutAdaptersHasNone() {
        SpecDraft draft =
                ((Binding.Bound<SpecDraft>) FunctionReader.read(Map.of(), DecoratorRules.CHECKED_BEFORE)).settings();
        assertThat(draft.launch().adapters()).isEqualTo(Adapters.NONE);
        assertThat(SpecTree.of(draft.complete(new RuntimeName("node22"), "index.mjs#default")))
                .doesNotContainKey("adapters");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(
                        Map.of("logs", List.of(Map.of("formats", "xml"))),
                        "adapters.logs[0].formats[0]",
                        "'xml' is not known",
                        "one of json, logfmt, levels"),
                Arguments.of(
                        Map.of("logs", List.of(Map.of("level", "severity"))),
                        "adapters.logs[0]",
                        "it says nothing of how lines are read: give it formats, patterns or multiline",
                        ""),
                Arguments.of(
                        Map.of("logs", List.of(Map.of("formats", "json"), Map.of("formats", "logfmt"))),
                        "adapters",
                        "logs[1] is a second one for the function: the forms of its lines stand together in one",
                        ""),
                Arguments.of(
                        Map.of("logs", Map.of("sidecar", "other", "formats", "json")),
                        "adapters.logs[0].sidecar",
                        "the function has no sidecar 'other'",
                        "cache"),
                Arguments.of(
                        Map.of("metrics", List.of("statsd", "statsd")),
                        "adapters",
                        "metrics has statsd twice: one port takes all that an instance sends",
                        ""),
                Arguments.of(
                        Map.of("metrics", List.of(Map.of("statsd", Map.of("host", "A", "port", "A")))),
                        "adapters.metrics[0].statsd",
                        "host and port are the names of two variables: letters, digits and _, not beginning with SLUICE_",
                        ""),
                Arguments.of(
                        Map.of("metrics", List.of(Map.of("prometheus", Map.of("at", Map.of("sidecar", "other"))))),
                        "adapters.metrics[0]",
                        "the function has no sidecar 'other'",
                        "cache"),
                Arguments.of(
                        Map.of("health", Map.of("signs", List.of(Map.of("tcp", Map.of())))),
                        "adapters.health.signs[0].tcp.at",
                        "it says not where to ask: give it one of port and socket, the variable by which the program is told"
                                + " where to listen, or sidecar",
                        ""),
                Arguments.of(
                        Map.of("health", Map.of("signs", Map.of("tcp", Map.of("at", Map.of("sidecar", "other"))))),
                        "adapters.health.signs[0]",
                        "the function has no sidecar 'other'",
                        "cache"),
                Arguments.of(
                        Map.of("health", Map.of("signs", List.of(Map.of("script", "/bin/true")))),
                        "adapters.health.signs[0].script",
                        "the command begins with '/bin/true': write ./x for a file of the function's folder, or the bare name of"
                                + " a program of the machine",
                        ""),
                Arguments.of(
                        Map.of("logs", Map.of("multiline", Map.of("start", "x", "gap", "1m"))),
                        "adapters.logs.multiline.gap",
                        "1m is out of bounds",
                        "10ms to 10s"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongIsToldWhereAndWhy(Object adapters, String path, String message, String allowed) {
        assertThat(((Binding.Refused<SpecDraft>) read(adapters)).problems())
                .singleElement()
                .satisfies(problem -> told(problem, path, message, allowed));
    }

    private static void told(SpecProblem problem, String path, String message, String allowed) {
        assertThat(problem.path()).isEqualTo(path);
        assertThat(problem.message()).isEqualTo(message);
        assertThat(problem.allowed()).contains(allowed);
    }
}
