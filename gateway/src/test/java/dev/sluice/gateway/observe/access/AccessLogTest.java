package dev.sluice.gateway.observe.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.gateway.observe.Calls;
import dev.sluice.gateway.observe.access.AccessSettings.Target;
import dev.sluice.gateway.observe.calls.FinishedCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {

    private static final String COLD = "{\"time\":\"2026-02-03T04:05:06.000007Z\","
            + "\"invocation\":\"01HZY3V8C4R6T5J0Q2N7M9K8P1\",\"namespace\":\"default\",\"function\":\"hello\",\"version\":3,\"instance\":\"r7\","
            + "\"door\":\"http\",\"client\":\"192.0.2.7\",\"method\":\"POST\",\"path\":\"/a%20b/c\",\"status\":201,\"outcome\":\"succeeded\","
            + "\"reason\":\"\",\"error\":\"\",\"decorator\":\"\",\"queueMs\":1.000,\"coldMs\":6.500,\"runMs\":2.250,\"totalMs\":9.800,\"cold\":true,"
            + "\"bytesIn\":128,\"bytesOut\":1024,\"trace\":\"0af7651916cd43dd8448eb211c80319c\"}\n";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

    private AccessLog open(Set<Target> targets) {
        return new AccessLog(
                new AccessSettings(folder, targets, 64 << 10),
                new PrintStream(stdout, true, StandardCharsets.UTF_8),
                InstantSource.system());
    }

    private String file() throws IOException {
        return Files.readString(folder.resolve("access.jsonl"));
    }

    @Test
    void aCallIsOneLineOfJsonWithoutItsQueryAndHeaders() throws IOException {
        try (AccessLog log = open(Set.of(Target.FILE))) {
            log.accept(FinishedCall.of(Calls.cold()));
        }

        assertThat(file()).isEqualTo(COLD);
        assertThat(stdout.size()).isZero();
    }

    @Test
    void aRefusedCallSaysWhy() throws IOException {
        try (AccessLog log = open(Set.of(Target.FILE))) {
            Outcome full = new Outcome.Rejected(RejectReason.QUEUE_FULL, "full", Duration.ofSeconds(1));
            log.accept(FinishedCall.of(Calls.refused("hello", full, 429)));
        }

        assertThat(file())
                .contains("\"instance\":\"\"", "\"status\":429,\"outcome\":\"rejected\",\"reason\":\"queue_full\"")
                .contains("\"runMs\":0.000,\"totalMs\":0.040,\"cold\":false");
    }

    @Test
    void aCallThatSaidHowFarItHadComeIsFiledWithTheBeginningOfThat() throws IOException {
        String progress = "é".repeat(300);
        try (AccessLog log = open(Set.of(Target.FILE))) {
            log.accept(FinishedCall.of(Calls.withProgress(ByteBuffer.wrap(progress.getBytes(StandardCharsets.UTF_8)))));
        }

        assertThat(file()).contains(",\"progress\":\"" + "é".repeat(256) + "\",\"trace\":");
    }

    @Test
    void recordsCanGoToStandardOutputInstead() {
        try (AccessLog log = open(Set.of(Target.STDOUT))) {
            log.accept(FinishedCall.of(Calls.cold()));
        }

        assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo(COLD);
        assertThat(folder.resolve("access.jsonl")).doesNotExist();
    }

    @Test
    void recordsAreWrittenSoonWithoutTheEnd() {
        try (AccessLog log = open(Set.of(Target.FILE))) {
            log.accept(FinishedCall.of(Calls.cold()));

            await().until(() -> Files.exists(folder.resolve("access.jsonl")) && file().equals(COLD));
            assertThat(log.lost()).isZero();
        }
    }

    @Test
    void theFilesStayWithinTheirBound() throws IOException {
        try (AccessLog log = open(Set.of(Target.FILE))) {
            for (int i = 0; i < 3_000; i++) {
                log.accept(FinishedCall.of(Calls.cold()));
            }
        }

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList())
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(Files.size(file)).isBetween(1L, 64L << 10));
        }
    }

    @Test
    void whatADeadDiskDoesNotTakeIsCounted() throws IOException {
        Files.createSymbolicLink(folder.resolve("access.jsonl"), Path.of("/dev/full"));
        try (AccessLog log = open(Set.of(Target.FILE))) {
            log.accept(FinishedCall.of(Calls.cold()));
            log.accept(FinishedCall.of(Calls.cold()));

            await().until(() -> log.lost() == 2);
        }
    }

    @Test
    void longPathsAreCut() throws IOException {
        try (AccessLog log = open(Set.of(Target.FILE))) {
            log.accept(FinishedCall.of(Calls.withPath("/" + "x".repeat(5_000))));
        }

        assertThat(file()).contains("\"path\":\"/" + "x".repeat(1_023) + "\"");
    }

    @Test
    void whatNeedsEscapesIsStillOneLineOfJson() throws IOException {
        try (AccessLog log = open(Set.of(Target.FILE))) {
            log.accept(FinishedCall.of(Calls.withPath("/\"a\\b\n\u00e9\ud83d\ude00")));
        }

        assertThat(file())
                .contains("\"path\":\"/\\\"a\\\\b\\n\u00e9\ud83d\ude00\"")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"off,''", "file,FILE", "stdout,STDOUT", "'File, stdout','FILE,STDOUT'"})
    void targetsAreWords(String text, String expected) {
        assertThat(String.join(
                        ",",
                        AccessSettings.targets(text).stream().map(Enum::name).toList()))
                .isEqualTo(expected);
    }

    @Test
    void anUnknownTargetIsExplained() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccessSettings.targets("syslog"))
                .withMessage("access records cannot go to 'syslog': write off, file, stdout, or file,stdout");
    }
}
