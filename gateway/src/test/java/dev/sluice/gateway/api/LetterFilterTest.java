package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.deadletter.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LetterFilterTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private static DeadLetter letter(String trigger, String reason, Duration age) {
        DeadWork work =
                new DeadWork.TopicRecord(trigger, "orders", 0, 7, Optional.empty(), Optional.empty(), List.of());
        Failure failure = new Failure(NOW.minus(age), reason, "", 1, List.of());
        return new DeadLetter(InvocationId.next(0), new FunctionName(new Namespace("shop"), "ship"), work, failure);
    }

    private static LetterFilter shop() {
        return LetterFilter.of(new Namespace("shop"));
    }

    @Test
    void aLetterIsMeantThatFitsAllThatIsTold() {
        DeadLetter letter = letter("orders", "refused", Duration.ofHours(2));

        assertThat(shop().leaves(letter)).isTrue();
        assertThat(LetterFilter.of(Namespace.DEFAULT).leaves(letter)).isFalse();
        assertThat(shop().trigger("orders")
                        .reason("refused")
                        .age(NOW, "1h", "3h")
                        .leaves(letter))
                .isTrue();
        assertThat(shop().trigger("others").leaves(letter)).isFalse();
        assertThat(shop().reason("too_old").leaves(letter)).isFalse();
        assertThat(shop().age(NOW, "3h", "").leaves(letter)).isFalse();
        assertThat(shop().age(NOW, "", "1h").leaves(letter)).isFalse();
    }

    @Test
    void anAgeHasAUnit() {
        assertThatThrownBy(() -> shop().age(NOW, "7", null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().detail())
                                .isEqualTo(
                                        "olderThan is '7'. Allowed is a whole number with a unit, as in 500ms, 30s, 2m or 1h."));
    }
}
