package dev.sluice.runner.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.protocol.Frame.LogSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class FunctionLogTest {

    private final List<String> lines = new ArrayList<>();
    private final FunctionLog log = new FunctionLog((source, line) -> lines.add(source + " " + line));

    @Test
    void linesEndAtLineBreaksOfBothKinds() {
        print("one\ntwo\r\n\nthr");
        print("ee\n");

        assertThat(lines).containsExactly("STDOUT one", "STDOUT two", "STDOUT ", "STDOUT three");
    }

    @Test
    void aPartOfALineWaitsForTheFlush() {
        print("part");
        assertThat(lines).isEmpty();

        log.flush();

        assertThat(lines).containsExactly("STDOUT part");
    }

    @Test
    void longLinesAreCutBetweenCharacters() {
        print("é".repeat(5_000) + "\n");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("STDOUT " + "é".repeat(4_096));
        assertThat(lines.get(1)).isEqualTo("STDOUT " + "é".repeat(904));
    }

    @Test
    void aCharacterOnTheSeamStaysWhole() {
        print("x" + "語".repeat(2_800) + "\n");

        assertThat(String.join("", lines.stream().map(line -> line.substring(7)).toList()))
                .isEqualTo("x" + "語".repeat(2_800));
    }

    @Test
    void bytesThatAreNoTextDoNotStopTheLog() {
        byte[] bytes = new byte[20_000];
        java.util.Arrays.fill(bytes, (byte) 0x80);
        log.print(LogSource.STDOUT, bytes, 0, bytes.length);
        log.flush();

        assertThat(lines).isNotEmpty();
    }

    @Test
    void aClosedCallsLinesGoToTheInstance() {
        FunctionLog call = log.ofCall((source, line) -> lines.add("call " + line));
        call.print(LogSource.STDOUT, "in\npart".getBytes(StandardCharsets.UTF_8), 0, 7);
        call.close();
        call.print(LogSource.STDOUT, "after\n".getBytes(StandardCharsets.UTF_8), 0, 6);

        assertThat(lines).containsExactly("call in", "call part", "STDOUT after");
    }

    @Test
    void theLoggerKeepsLevelsFormatsAndCauses() {
        FunctionLogger logger = new FunctionLogger("f", () -> log);
        logger.log(System.Logger.Level.TRACE, "not this");
        logger.log(System.Logger.Level.DEBUG, "a {0} b", 1);
        logger.log(System.Logger.Level.INFO, "{not a pattern", 1);
        logger.log(System.Logger.Level.ERROR, "failed", new MissingResourceException("gone", "c", "k"));
        logger.log(System.Logger.Level.INFO, (ResourceBundle) null, (String) null, (Throwable) null);

        assertThat(lines).startsWith("DEBUG a 1 b", "INFO {not a pattern").endsWith("INFO null");
        assertThat(lines.get(2))
                .startsWith("ERROR failed\njava.util.MissingResourceException: gone\n\tat ")
                .doesNotContain("dev.sluice.runner.");
        assertThat(logger.getName()).isEqualTo("f");
    }

    @Test
    void aPrintedTraceIsOneRecordWithoutTheRunnersFrames() {
        print("before\n");
        print("java.lang.IllegalStateException: no\n");
        print("\tat shop.Prices.of(Prices.java:12)\n");
        print("\tat app//dev.sluice.runner.session.Exchange.run(Exchange.java:1)\n");
        print("Caused by: java.io.IOException: disk\n\t... 3 more\n");
        assertThat(lines).containsExactly("STDOUT before");

        print("after\n");

        assertThat(lines)
                .containsExactly(
                        "STDOUT before",
                        "STDOUT java.lang.IllegalStateException: no\n\tat shop.Prices.of(Prices.java:12)\n"
                                + "Caused by: java.io.IOException: disk\n\t... 3 more",
                        "STDOUT after");
    }

    @Test
    void aLoggersMessageAndItsTraceAreOneRecord() {
        print("12:00 WARN shop - failed\njava.lang.Error\n\tat shop.A.b(A.java:1)\n");
        print("12:01 INFO shop - java.lang.Error: seen\n");
        print("12:02 INFO one\n12:02 INFO two\n");
        log.flush();

        assertThat(lines)
                .containsExactly(
                        "STDOUT 12:00 WARN shop - failed\njava.lang.Error\n\tat shop.A.b(A.java:1)",
                        "STDOUT 12:01 INFO shop - java.lang.Error: seen",
                        "STDOUT 12:02 INFO one",
                        "STDOUT 12:02 INFO two");
    }

    @Test
    void aTraceOfAnyLengthIsCutIntoRecords() {
        print("java.lang.StackOverflowError\n" + "\tat shop.Prices.of(Prices.java:12)\n".repeat(1_024));
        log.flush();

        assertThat(lines).hasSizeBetween(4, 6).allMatch(line -> line.length() <= 8 * 1024 + 7);
        assertThat(String.join("\n", lines).split("shop.Prices.of", -1)).hasSize(1_025);
    }

    private void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        log.print(LogSource.STDOUT, bytes, 0, bytes.length);
    }
}
