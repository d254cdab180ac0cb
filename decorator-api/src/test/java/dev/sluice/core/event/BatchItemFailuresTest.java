package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchItemFailuresTest {

    private static Set<String> read(String answer) throws MalformedEventException {
        return BatchItemFailures.read(answer.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatFailedIsNamedByTextOrByItsPlace() throws MalformedEventException {
        assertThat(read("{\"batchItemFailures\":[{\"itemIdentifier\":\"3:7\",\"more\":1},"
                        + "{\"itemIdentifier\":{\"partition\":\"orders-3\",\"offset\":8}}],\"took\":[1]}"))
                .containsExactly("3:7", "orders-3:8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"batchItemFailures\":null}", "{\"batchItemFailures\":[]}"})
    void nothingIsNamedWhereAllIsDone(String answer) throws MalformedEventException {
        assertThat(read(answer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"batchItemFailures\":[{}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":{\"partition\":\"orders-3\"}}]}",
                "{\"batchItemFailures\":[{\"itemId\":\"3:7\"}]}"
            })
    void anItemHasAnIdentifier(String answer) {
        assertThatThrownBy(() -> read(answer))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("an item of 'batchItemFailures' has no 'itemIdentifier'");
    }
}
