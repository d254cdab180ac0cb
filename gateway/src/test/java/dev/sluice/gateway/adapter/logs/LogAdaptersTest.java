package dev.sluice.gateway.adapter.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.adapter.AdapterSettings;
import dev.sluice.core.adapter.Expression;
import dev.sluice.core.adapter.LogAdapter;
import dev.sluice.core.function.Adapters;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LogAdaptersTest {

    private static final RunnerId INSTANCE = new RunnerId("r1");
    private static final long ARRIVED = 1_770_091_506_000_007L;

    private final List<LogLine> log = new CopyOnWriteArrayList<>();
    private final LogAdapters adapters = new LogAdapters(log::add);

    private static List<LogAdapter> written(Map<String, Object>... logs) {
        return AdapterSettings.of(new Adapters(Map.of("logs", List.of(logs)))).logs();
    }

    private void begin(Map<String, Object> one) {
        adapters.begin(INSTANCE, written(one), List.of("cache"), List.of());
    }

    @AfterEach
    void end() {
        adapters.ended(INSTANCE);
    }

    private static LogLine line(String invocation, LogSource source, String text) {
        return new LogLine("hello", 3, INSTANCE, invocation, source, ARRIVED, text);
    }

    private void print(String text) {
        adapters.accept(line("", LogSource.STDOUT, text));
    }

    private List<LogLine> lines(int count) {
        await().atMost(Duration.ofSeconds(10)).until(() -> log.size() >= count);
        assertThat(log).hasSize(count);
        return log;
    }

    private static LogLine entry(LogSource level, String time, String message, Map<String, String> fields) {
        return line("", level, message)
                .as(level, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time)), message, fields);
    }

    static Stream<Arguments> forms() {
        String arrived = Instant.EPOCH.plus(ARRIVED, ChronoUnit.MICROS).toString();
        return Stream.of(
                Arguments.of(
                        "{\"time\":\"2026-02-03T04:05:06.789Z\",\"level\":\"WARN\",\"msg\":\"slow\",\"ms\":120,\"to\":{\"a\":[1]}}",
                        entry(
                                LogSource.WARN,
                                "2026-02-03T04:05:06.789Z",
                                "slow",
                                Map.of("ms", "120", "to", "{\"a\":[1]}"))),
                Arguments.of(
                        "{\"level\":50,\"ts\":1770091506.5,\"msg\":\"gone\"}",
                        entry(LogSource.ERROR, "2026-02-03T04:05:06.500Z", "gone", Map.of())),
                Arguments.of(
                        "{\"level\":\"loud\",\"time\":\"noon\",\"msg\":\"hm\"}",
                        entry(LogSource.STDOUT, arrived, "hm", Map.of("level", "loud", "time", "noon"))),
                Arguments.of(
                        "ts=2026-02-03T06:05:06+0200 level=info msg=\"it \\\"is\\\" up\" port=80 empty=",
                        entry(
                                LogSource.INFO,
                                "2026-02-03T04:05:06Z",
                                "it \"is\" up",
                                Map.of("port", "80", "empty", ""))),
                Arguments.of(
                        "at=debug took=3ms level=debug",
                        entry(
                                LogSource.DEBUG,
                                arrived,
                                "at=debug took=3ms level=debug",
                                Map.of("at", "debug", "took", "3ms"))),
                Arguments.of(
                        "12/Feb E main.c:7] no room",
                        entry(LogSource.ERROR, arrived, "no room", Map.of("day", "12/Feb", "place", "main.c:7"))),
                Arguments.of(
                        "2026-02-03 04:05:06,789 [main] ERROR a.B - it failed",
                        entry(
                                LogSource.ERROR,
                                arrived,
                                "2026-02-03 04:05:06,789 [main] ERROR a.B - it failed",
                                Map.of())),
                Arguments.of("nothing of the kind", entry(LogSource.STDOUT, arrived, "nothing of the kind", Map.of())),
                Arguments.of("{\"a\":1,\"a\":2}", entry(LogSource.STDOUT, arrived, "{\"a\":1,\"a\":2}", Map.of())),
                Arguments.of("{\"torn\":", entry(LogSource.STDOUT, arrived, "{\"torn\":", Map.of())),
                Arguments.of("a=1 a=2", entry(LogSource.STDOUT, arrived, "a=1 a=2", Map.of())));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aLineIsReadInTheFirstFormThatFitsAndStaysAsItIsWhereNoneDoes(String text, LogLine expected) {
        begin(Map.of(
                "patterns",
                List.of("^(?P<day>\\S+) (?P<level>[DIWE]) (?P<place>\\S+)\\] (?P<message>.*)$"),
                "formats",
                List.of("json", "logfmt", "levels")));
        print(text);
        assertThat(lines(1)).containsExactly(expected);
    }

    @Test
    void severalLinesAreOneEntryUntilTheNextBeginsOrNoneComes() {
        begin(Map.of("formats", "levels", "multiline", Map.of("start", "^\\S", "gap", "50ms")));
        print("ERROR it failed");
        print("  at a.B");
        print("  at a.C");
        print("INFO goes on");
        assertThat(lines(2))
                .extracting(LogLine::line, LogLine::source)
                .containsExactly(
                        tuple("ERROR it failed\n  at a.B\n  at a.C", LogSource.ERROR),
                        tuple("INFO goes on", LogSource.INFO));
    }

    @Test
    void linesOfDifferentCallsAndStreamsAreNoOneEntry() {
        begin(Map.of("multiline", Map.of("start", "^\\S", "gap", "5s")));
        adapters.accept(line("A", LogSource.STDOUT, "first of A"));
        adapters.accept(line("B", LogSource.STDOUT, "first of B"));
        adapters.accept(line("A", LogSource.STDERR, "an error of A"));
        adapters.accept(line("A", LogSource.STDOUT, " second of A"));
        adapters.accept(line("B", LogSource.STDOUT, " second of B"));
        adapters.ended(INSTANCE);
        assertThat(lines(3))
                .extracting(LogLine::line)
                .containsExactlyInAnyOrder("first of A\n second of A", "first of B\n second of B", "an error of A");
    }

    @Test
    void anEntryIsBoundedInLinesAndCharactersAndNothingIsLost() {
        begin(Map.of("multiline", Map.of("start", "^never$", "lines", 10, "characters", 256, "gap", "5s")));
        IntStream.range(0, 25).forEach(i -> print("line " + i));
        print("x".repeat(250));
        print("y".repeat(8_000));
        adapters.ended(INSTANCE);
        List<LogLine> entries = lines(5);
        assertThat(String.join("\n", entries.stream().map(LogLine::line).toList()))
                .isEqualTo(String.join(
                                "\n",
                                IntStream.range(0, 25)
                                        .mapToObj(i -> "line " + i)
                                        .toList()) + "\n" + "x".repeat(250) + "\n" + "y".repeat(8_000));
    }

    @Test
    void linesOfASidecarAreReadByItsOwnAdapterAndThoseOfOthersByNone() {
        adapters.begin(
                INSTANCE,
                written(Map.of("formats", "logfmt"), Map.of("sidecar", "cache", "formats", "json")),
                List.of("cache", "other"),
                List.of());
        print("[cache] {\"level\":\"warn\",\"msg\":\"full\"}");
        print("[other] level=warn msg=full");
        print("level=warn msg=mine");
        adapters.accept(line("", LogSource.WARN, "[cache] it ended"));
        assertThat(lines(4))
                .extracting(LogLine::source, LogLine::line)
                .containsExactlyInAnyOrder(
                        tuple(LogSource.WARN, "[cache] full"),
                        tuple(LogSource.STDOUT, "[other] level=warn msg=full"),
                        tuple(LogSource.WARN, "mine"),
                        tuple(LogSource.WARN, "[cache] it ended"));
    }

    @Test
    void aLineThatIsAwaitedIsSeenHoweverItWasPrintedAndIsKept() {
        Expression ready = new Expression("^ready to ");
        Expression never = new Expression("never");
        adapters.begin(INSTANCE, List.of(), List.of(), List.of(ready, never));
        print("not ready to serve");
        lines(1);
        assertThat(adapters.hasPrinted(INSTANCE, ready)).isFalse();
        adapters.accept(line("", LogSource.INFO, "ready to serve"));
        await().atMost(Duration.ofSeconds(10)).until(() -> adapters.hasPrinted(INSTANCE, ready));
        assertThat(adapters.hasPrinted(INSTANCE, never)).isFalse();
        assertThat(lines(2)).extracting(LogLine::line).containsExactly("not ready to serve", "ready to serve");
    }

    @Test
    void linesOfOtherInstancesGoThroughAtOnce() {
        begin(Map.of("formats", "json"));
        LogLine other = new LogLine("other", 1, new RunnerId("r2"), "", LogSource.STDOUT, 1, "{\"msg\":\"a\"}");
        adapters.accept(other);
        assertThat(log).containsExactly(other);
    }

    /** Instances start on virtual threads, of which there run as many at a time as there are processors. */
    @Test
    void linesAreReadWhereNobodyElseWaitsForAProcessor() {
        List<Boolean> virtual = new CopyOnWriteArrayList<>();
        LogAdapters watched =
                new LogAdapters(line -> virtual.add(Thread.currentThread().isVirtual()));
        watched.begin(INSTANCE, written(Map.of("formats", "json")), List.of(), List.of());
        watched.accept(line("", LogSource.STDOUT, "{\"msg\":\"a\"}"));
        await().atMost(Duration.ofSeconds(10)).until(() -> !virtual.isEmpty());
        watched.ended(INSTANCE);
        assertThat(virtual).containsExactly(false);
    }

    @Test
    void anExpressionThatWouldHangOthersTakesItsLinesOneByOneAndLosesNone() {
        begin(Map.of("patterns", List.of("^(?P<message>(a+)+)$")));
        IntStream.range(0, 2_000).forEach(i -> print("a".repeat(200) + "!" + i));
        adapters.ended(INSTANCE);
        assertThat(lines(2_000)).extracting(LogLine::line).doesNotHaveDuplicates();
    }
}
