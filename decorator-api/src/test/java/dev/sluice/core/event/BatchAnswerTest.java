package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchAnswerTest {

    private static final List<EventOutcome> OUTCOMES = List.of(
            new EventOutcome.Done(),
            new EventOutcome.Retry("the shop is closed", Duration.ofMillis(1500)),
            new EventOutcome.Retry("busy", Duration.ZERO),
            new EventOutcome.Failed("no such \"item\""));

    @Test
    void eachEventHasItsResult() throws MalformedEventException {
        byte[] answer = BatchAnswer.write(OUTCOMES);

        assertThat(new String(answer, StandardCharsets.UTF_8))
                .isEqualTo("{\"results\":[{\"status\":\"done\"},"
                        + "{\"status\":\"retry\",\"message\":\"the shop is closed\",\"after\":1.5},"
                        + "{\"status\":\"retry\",\"message\":\"busy\"},"
                        + "{\"status\":\"failed\",\"message\":\"no such \\\"item\\\"\"}]}");
        assertThat(BatchAnswer.read(answer, 4)).isEqualTo(OUTCOMES);
    }

    @Test
    void whatOthersPutBesideItIsPassedOver() throws MalformedEventException {
        String answer = "{\"took\":[1,{}],\"results\":[{\"x\":null,\"status\":\"done\"}]}";

        assertThat(BatchAnswer.read(answer.getBytes(StandardCharsets.UTF_8), 1))
                .containsExactly(new EventOutcome.Done());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | the answer to a batch has no 'results'",
                "{\"results\":[]} | the answer has 0 results for 1 events",
                "{\"results\":[{\"status\":\"ok\"}]} | the status of result 0 is 'ok', and not done, retry or failed",
                "{\"results\":[{\"status\":\"retry\",\"after\":-1}]} | 'after' of result 0 is -1, which is not a number of"
                        + " seconds from 0 to 2147483647",
                "{\"results\":[{\"status\":\"retry\",\"after\":\"1s\"}]} | 'after' of result 0 is \"1s\", which is not a"
                        + " number of seconds from 0 to 2147483647",
                "{\"results\":1} | it is not JSON: '[' is expected at line 1, column 12"
            })
    void resultsThatAreNoneAreRefused(String answer, String what) {
        assertThatThrownBy(() -> BatchAnswer.read(answer.getBytes(StandardCharsets.UTF_8), 1))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage(what);
    }

    @Test
    void aListHasAnItemForEachEventAsItIsWritten() throws MalformedEventException {
        byte[] answer = " [{\"n\": 1}, null, \"x\"]".getBytes(StandardCharsets.UTF_8);

        assertThat(BatchAnswer.isList(answer)).isTrue();
        assertThat(BatchAnswer.items(answer, 3))
                .extracting(item -> new String(item, StandardCharsets.UTF_8))
                .containsExactly("{\"n\": 1}", "null", "\"x\"");
        assertThatThrownBy(() -> BatchAnswer.items(answer, 2))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("the answer is a list of 3 for 2 events");
    }
}
