package dev.sluice.decorators.twofactor.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

    private static final String STEP_UP = "request.body.amount > 1000";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"amount\": 1000} | false",
                "{\"amount\": 1001} | true",
                "{\"amount\": 1000.5} | true",
                "{\"amount\": 999.99} | false",
                "{\"amount\": 1e3} | false",
                "{\"amount\": 1e400} | true",
                "{\"amount\": 99999999999999999999} | true",
                "{\"amount\": -5} | false"
            })
    void amountsOverAThousandNeedIt(String body, boolean needed) {
        assertThat(holds(STEP_UP, body)).isEqualTo(needed);
    }

    /** What the function may read otherwise than the condition: nothing of it is let through. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "{}",
                "[1]",
                "null",
                "{\"amount\": \"1\"}",
                "{\"amount\": null}",
                "{\"amount\": 1, \"amount\": 5000}",
                "{\"amount\": 5000, \"amount\": 1}",
                "{\"amount\": 1} {\"amount\": 5000}",
                "{\"amount\": 1, // 5000\n}",
                "\uFEFF{\"amount\": 1",
                "{\"Amount\": 5000}"
            })
    void aBodyThatCannotBeJudgedNeedsIt(String body) {
        assertThat(holds(STEP_UP, body)).isTrue();
    }

    @Test
    void aBodyThatIsNestedWithoutEndNeedsIt() {
        assertThat(holds(STEP_UP, "[".repeat(100_000))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request.method == 'POST' | true",
                "request.path.startsWith('/admin') | true",
                "request.query.dry == 'yes' | false",
                "request.query['to'] == 'a b' | true",
                "request.headers['x-risk'] == 'high' | true",
                "request.headers.exists(h, h == 'x-none') | false",
                "subject == 'ann' | true",
                "subject.matches('^b') | false"
            })
    void headsAreEnoughForMostConditions(String expression, boolean needed) {
        Condition condition = Condition.parse(expression);

        assertThat(condition.readsBody()).isFalse();
        assertThat(condition.holds(head("dry=no&to=a+b"), "ann", new byte[0])).isEqualTo(needed);
    }

    @Test
    void aNameTwiceInTheQueryNeedsIt() {
        assertThat(Condition.parse("request.query.dry == 'yes'").holds(head("dry=no&dry=no"), "ann", new byte[0]))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.body.amount > 1000",
                "has(request.body.iban)",
                "request.method == 'PUT' && request.body.size() > 3",
                "request.body.items.exists(i, i.price > 10)"
            })
    void itIsKnownWhetherTheBodyIsRead(String expression) {
        assertThat(Condition.parse(expression).readsBody()).isTrue();
    }

    @Test
    void membersMayBeAbsentIfTheExpressionSaysSo() {
        String expression = "has(request.body.amount) && request.body.amount > 1000";

        assertThat(holds(expression, "{}")).isFalse();
        assertThat(holds("request.body.note == null", "{\"note\": null}")).isTrue();
        assertThat(holds("request.body.note == null", "{\"note\": \"x\"}")).isFalse();
        assertThat(holds("request.body.items.exists(i, i > 10)", "{\"items\": [1, 11]}"))
                .isTrue();
        assertThat(holds("request.body.items.exists(i, i > 10)", "{\"items\": [1, 2]}"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request.bdy.amount > 1 | 1:1: undeclared reference to 'request'",
                "request.body.amount > | 1:22: mismatched input",
                "request.method | 1:8: expected type 'bool' but found 'string'",
                "request.method > 3 | 1:16: found no matching overload for '_>_'",
            })
    void whatIsNoConditionIsRefusedWithItsPlace(String expression, String why) {
        assertThatThrownBy(() -> Condition.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + expression + "' is not an expression that can be used: " + why)
                .hasMessageEndingWith("It may use request.method, request.path, request.query, request.headers,"
                        + " request.body and subject, and must be true or false");
    }

    @Test
    void anEndlessExpressionIsRefused() {
        assertThatThrownBy(() -> Condition.parse("true" + " && true".repeat(1_000)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean holds(String expression, String body) {
        return Condition.parse(expression).holds(head(""), "ann", body.getBytes(StandardCharsets.UTF_8));
    }

    private static RequestHead head(String query) {
        return new RequestHead("POST", "/admin/pay", query, Headers.of("X-Risk", "high"));
    }
}
