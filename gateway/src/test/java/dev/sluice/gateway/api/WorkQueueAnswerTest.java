package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.payload.Payload;
import dev.sluice.events.workqueue.KeptAnswer;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkQueueAnswerTest {

    /** Functions say what they like. */
    @ParameterizedTest
    @CsvSource({
        "image/png, image/png",
        "text/plain; charset=utf-8, text/plain;charset=utf-8",
        "picture, application/octet-stream",
        "'', application/octet-stream",
        "/, application/octet-stream",
    })
    void aResultCanBeReadWhateverItsFunctionSaysThatItIs(String told, String answered) {
        KeptAnswer answer = new KeptAnswer("a", "", 1, 200, Optional.of(told), true, Payload.NONE);

        assertThat(WorkQueueAnswer.type(answer)).hasToString(answered);
    }
}
