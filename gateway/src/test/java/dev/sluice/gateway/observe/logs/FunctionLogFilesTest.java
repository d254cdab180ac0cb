package dev.sluice.gateway.observe.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionLogFilesTest {

    private static final FunctionName HELLO = new FunctionName("hello");
    private static final FunctionName OTHER = new FunctionName("other");

    @TempDir
    Path folder;

    private volatile Instant now = Instant.parse("2026-02-03T04:05:06Z");
    private final InstantSource clock = () -> now;

    private FunctionLogFiles open() {
        return open(LogSettings.in(folder));
    }

    private FunctionLogFiles open(LogSettings settings) {
        return new FunctionLogFiles(settings, clock, OTHER::equals);
    }

    private static LogLine line(FunctionName function, String text) {
        return new LogLine(function.value(), 3, new RunnerId("r7"), "", LogSource.STDERR, 1_770_091_506_000_007L, text);
    }

    private static void print(FunctionLogFiles logs, int from, int to) {
        IntStream.range(from, to).forEach(i -> logs.accept(line(HELLO, "line " + i)));
    }

    private static List<String> tail(FunctionLogFiles logs, FunctionName function, int lines) {
        return logs.tail(LogQuery.of(function, lines)).stream()
                .map(LogLine::line)
                .toList();
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void aLineIsOneLineOfJson() throws IOException {
        try (FunctionLogFiles logs = open()) {
            logs.accept(line(HELLO, "it said \"x\"\tand\nleft"));
        }

        assertThat(folder.resolve("hello/lines.jsonl"))
                .hasContent(
                        "{\"time\":\"2026-02-03T04:05:06.000007Z\",\"version\":3,\"instance\":\"r7\",\"invocation\":\"\","
                                + "\"source\":\"stderr\",\"line\":\"it said \\\"x\\\"\\tand\\nleft\"}\n");
    }

    @Test
    void onlyTheOwnerMayReadWhatFunctionsPrint() throws IOException {
        try (FunctionLogFiles logs = open()) {
            logs.accept(line(HELLO, "x"));
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("hello"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("hello/lines.jsonl"))))
                .isEqualTo("rw-------");
    }

    @Test
    void linesAreOnDiskSoonWithoutAnybodyAsking() {
        try (FunctionLogFiles logs = open()) {
            logs.accept(line(HELLO, "x"));

            await().until(() -> Files.exists(folder.resolve("hello/lines.jsonl"))
                    && Files.size(folder.resolve("hello/lines.jsonl")) > 0);
            assertThat(logs.counts()).isEqualTo(new LogCounts(1, 0, 0, 0));
        }
    }

    @Test
    void linesSurviveARestart() {
        try (FunctionLogFiles logs = open()) {
            print(logs, 0, 5);
        }

        try (FunctionLogFiles logs = open()) {
            print(logs, 5, 7);
            assertThat(tail(logs, HELLO, 100)).isEqualTo(numbered(0, 7));
        }
    }

    @Test
    void aTornLastLineIsSkippedAndTheNextOneIsWhole() throws IOException {
        try (FunctionLogFiles logs = open()) {
            print(logs, 0, 2);
        }
        Files.writeString(folder.resolve("hello/lines.jsonl"), "{\"time\":\"2026-02-", StandardOpenOption.APPEND);

        try (FunctionLogFiles logs = open()) {
            assertThat(tail(logs, HELLO, 100)).isEqualTo(numbered(0, 2));
            print(logs, 2, 3);
            assertThat(tail(logs, HELLO, 100)).isEqualTo(numbered(0, 3));
        }
    }

    @Test
    void linesThatAreNotOursAreSkipped() throws IOException {
        Files.createDirectories(folder.resolve("hello"));
        Files.writeString(
                folder.resolve("hello/lines.jsonl"),
                "\n\nnot json\n[1]\n{\"time\":\"yesterday\"}\n{\"version\":\"x\"}\n{}x\n\u0000\u0000\n"
                        + "{\"line\":\"kept\",\"later\":true}\n" + "x".repeat(3 << 20));

        try (FunctionLogFiles logs = open()) {
            assertThat(tail(logs, HELLO, 100)).containsExactly("kept");
        }
    }

    @Test
    void filesNeverGrowPastTheirBoundAndTheNewestLinesAreKept() throws IOException {
        long bound = 64 << 10;
        try (FunctionLogFiles logs = open(new LogSettings(folder, bound, LogSettings.DEFAULT_TOTAL_BYTES, 8 << 20))) {
            for (int i = 0; i < 10_000; i += 100) {
                print(logs, i, i + 100);
                assertThat(tail(logs, HELLO, 1)).containsExactly("line " + (i + 99));
            }

            List<String> kept = tail(logs, HELLO, LogQuery.MAX_TAIL);
            assertThat(kept.size()).isGreaterThan(500);
            assertThat(kept).isEqualTo(numbered(10_000 - kept.size(), 10_000));
        }
        try (Stream<Path> files = Files.list(folder.resolve("hello"))) {
            assertThat(files.toList())
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(bound));
        }
    }

    @Test
    void aReadingThatBeganBeforeARollIsNotDisturbed() {
        InvocationId wanted = InvocationId.next(7);
        try (FunctionLogFiles logs =
                open(new LogSettings(folder, 64 << 10, LogSettings.DEFAULT_TOTAL_BYTES, 8 << 20))) {
            logs.accept(new LogLine("hello", 1, new RunnerId("r"), wanted.value(), LogSource.INFO, 0, "mine"));
            for (int i = 0; i < 500; i += 100) {
                print(logs, i, i + 100);
            }

            assertThat(logs.tail(new LogQuery(HELLO, Optional.of(wanted), 10)))
                    .extracting(LogLine::line)
                    .containsExactly("mine");
        }
    }

    @Test
    void aFullDiskCostsLinesAndNothingElse() throws IOException {
        Files.createDirectories(folder.resolve("hello"));
        Files.createSymbolicLink(folder.resolve("hello/lines.jsonl"), Path.of("/dev/full"));
        try (FunctionLogFiles logs = open()) {
            print(logs, 0, 5);
            logs.accept(line(OTHER, "fine"));
            assertThat(tail(logs, OTHER, 10)).containsExactly("fine");
            assertThat(logs.counts()).isEqualTo(new LogCounts(1, 0, 5, 0));

            Files.delete(folder.resolve("hello/lines.jsonl"));
            print(logs, 5, 6);

            assertThat(tail(logs, HELLO, 10))
                    .containsExactly("[sluice] 5 lines are missing here: the disk did not take them.", "line 5");
        }
    }

    @Test
    void whatFindsNoRoomIsCountedAndToldInItsPlace() {
        FunctionLogFiles logs = open(new LogSettings(folder, 4 << 20, LogSettings.DEFAULT_TOTAL_BYTES, 64 << 10));
        try (logs) {
            String text = "x".repeat(8_000);
            IntStream.range(0, 400).forEach(i -> logs.accept(line(HELLO, i + " " + text)));
            print(logs, 400, 401);

            List<String> lines = tail(logs, HELLO, 1_000);
            long crowdedOut = logs.counts().crowdedOut();
            long told = lines.stream()
                    .filter(line -> line.endsWith("missing here: they came faster than they could be written."))
                    .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                    .sum();
            long printed =
                    lines.stream().filter(line -> !line.startsWith("[sluice]")).count();
            assertThat(crowdedOut).isPositive();
            assertThat(told).isEqualTo(crowdedOut);
            assertThat(printed + crowdedOut).isEqualTo(401);
        }
    }

    @Test
    void filesThatSomebodyDeletedAreMadeAnew() throws IOException {
        try (FunctionLogFiles logs = open()) {
            print(logs, 0, 2);
            assertThat(tail(logs, HELLO, 10)).hasSize(2);
            Files.delete(folder.resolve("hello/lines.jsonl"));
            Files.delete(folder.resolve("hello"));

            print(logs, 2, 3);

            assertThat(tail(logs, HELLO, 10)).containsExactly("line 2");
        }
    }

    @Test
    void aRemovedFunctionLeavesNothingOnDisk() {
        try (FunctionLogFiles logs = open()) {
            print(logs, 0, 2);

            logs.remove(HELLO, Set.of());

            assertThat(folder.resolve("hello")).doesNotExist();
        }
    }

    @Test
    void whatIsLeftOfFunctionsThatDoNotExistIsDeletedAfterAWhile() throws IOException {
        try (FunctionLogFiles logs = open()) {
            logs.accept(line(HELLO, "printed while its instance was drained"));
            logs.accept(line(OTHER, "lives"));
            assertThat(tail(logs, HELLO, 1)).hasSize(1);
            assertThat(tail(logs, OTHER, 1)).hasSize(1);
            FileTime used = FileTime.from(now);
            Files.setLastModifiedTime(folder.resolve("hello/lines.jsonl"), used);
            Files.setLastModifiedTime(folder.resolve("hello"), used);

            now = now.plus(Sweep.GRACE).plusSeconds(1);
            logs.accept(line(OTHER, "still"));
            assertThat(tail(logs, OTHER, 1)).containsExactly("still");

            await().until(() -> !Files.exists(folder.resolve("hello")));
            assertThat(tail(logs, OTHER, 5)).containsExactly("lives", "still");
        }
    }

    @Test
    void functionsOfOneNameInTwoNamespacesHaveFoldersOfTheirOwn() {
        FunctionName there = HELLO.in(new Namespace("team-a"));
        try (FunctionLogFiles logs = open()) {
            logs.accept(line(HELLO, "here"));
            logs.accept(line(there, "there"));

            assertThat(tail(logs, HELLO, 9)).containsExactly("here");
            assertThat(tail(logs, there, 9)).containsExactly("there");
            assertThat(folder.resolve("team-a.hello/lines.jsonl")).exists();

            logs.remove(HELLO, Set.of());

            assertThat(tail(logs, there, 9)).containsExactly("there");
            logs.remove(there, Set.of());
            assertThat(folder.resolve("team-a.hello")).doesNotExist();
        }
    }

    @Test
    void logsOfAllFunctionsStayWithinTheirBoundAndThoseThatPrintedLastStay() throws IOException {
        long total = 512 << 10;
        try (FunctionLogFiles logs = open(new LogSettings(folder, 64 << 10, total, 8 << 20))) {
            for (int i = 0; i < 40; i++) {
                FunctionName function = new FunctionName("f" + i);
                for (int line = 0; line < 30; line++) {
                    logs.accept(line(function, "x".repeat(1_000)));
                }
                assertThat(tail(logs, function, 30)).hasSize(30);
            }

            assertThat(sizeOf(folder)).isBetween(total / 2, total + total / 16);
            assertThat(folder.resolve("f0")).doesNotExist();
            assertThat(tail(logs, new FunctionName("f39"), 30)).hasSize(30);
        }
    }

    private static long sizeOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void moreFunctionsThanFilesThatStayOpen() {
        try (FunctionLogFiles logs = open()) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 300; i++) {
                    logs.accept(line(new FunctionName("f" + i), "round " + round));
                }
            }

            for (int i = 0; i < 300; i += 50) {
                assertThat(tail(logs, new FunctionName("f" + i), 10)).containsExactly("round 0", "round 1", "round 2");
            }
        }
    }

    @Test
    void afterTheEndReadingSaysSoInsteadOfHanging() {
        FunctionLogFiles logs = open();
        logs.close();

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> tail(logs, HELLO, 1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("java.io.IOException: The log of 'hello' cannot be read now");
    }
}
