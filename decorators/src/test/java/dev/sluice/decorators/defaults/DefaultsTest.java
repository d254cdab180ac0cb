package dev.sluice.decorators.defaults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultsTest {

    private final Decorated decorated = new Decorated(new DefaultsKind());

    private PlayedCall called(String settings, Invocation invocation) {
        HeardCall caller = HeardCall.of(decorated.with(settings), invocation);
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.faults()).isEmpty();
        return decorated.function().calls().getLast();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"a":1}                            | {"a":1,"color":"blue","size":{"w":3,"h":4}}
        {"color":"red"}                    | {"color":"red","size":{"w":3,"h":4}}
        {"color":null,"size":null}         | {"color":null,"size":null}
        {"size":{"h":9,"d":1}}             | {"size":{"h":9,"d":1,"w":3},"color":"blue"}
        {"size":7}                         | {"size":7,"color":"blue"}
        {"n":1.10,"big":12345678901234567890123} | {"n":1.10,"big":12345678901234567890123,"color":"blue","size":{"w":3,"h":4}}
        [1,2]                              | [1,2]
        {"broken":                         | {"broken":
        {"a":1} x                          | {"a":1} x
        """)
    void whatIsMissingIsPutInAndNothingElseChanges(String body, String becomes) {
        PlayedCall call = called("{color: blue, size: {w: 3, h: 4}}", Invocations.post(body));

        assertThat(call.text()).isEqualTo(becomes);
        assertThat(call.head().headers().all("content-length")).containsExactly(Integer.toString(becomes.length()));
    }

    /** More than may be parsed at the same time: they wait for their turn, and none is refused. */
    @Test
    void manyLongBodiesAtOnceAreAllFilledIn() {
        Invoker invoker = decorated.with("{color: blue}");
        String body = "{\"a\":[" + "[],".repeat(300_000) + "1]}";

        List<HeardCall> callers = IntStream.range(0, 8)
                .mapToObj(i -> HeardCall.streaming(
                        invoker,
                        Invocations.streamed("content-type", "application/json"),
                        body.getBytes(StandardCharsets.UTF_8)))
                .toList();

        assertThat(callers).allSatisfy(caller -> assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200)));
        assertThat(decorated.function().calls())
                .hasSize(8)
                .allSatisfy(call -> assertThat(call.text()).endsWith("1],\"color\":\"blue\"}"));
    }

    @Test
    void aCallWithoutBodyGetsOne() {
        PlayedCall call = called("{color: blue}", Invocations.of("POST", Body.EMPTY));

        assertThat(call.text()).isEqualTo("{\"color\":\"blue\"}");
        assertThat(call.head().headers().first("content-type")).contains("application/json");
        assertThat(decorated.sites().eventWords()).containsExactly("changed_request");
    }

    @Test
    void aMethodThatHasNoBodyGetsNone() {
        Invocation invocation = Invocations.get();

        assertThat(called("{color: blue}", invocation).invocation()).isSameAs(invocation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "multipart/form-data; boundary=x", "application/octet-stream"})
    void aBodyThatIsNoJsonIsNotEvenRead(String type) {
        Invocation invocation = Invocations.streamed("content-type", type);

        HeardCall caller = HeardCall.streaming(decorated.with("{color: blue}"), invocation, new byte[3_000_000]);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(decorated.function().calls().getFirst().invocation()).isSameAs(invocation);
    }

    @Test
    void aLongBodyIsFilledInToo() {
        String text = "\"" + "é".repeat(200_000) + "\"";

        HeardCall caller = HeardCall.streaming(
                decorated.with("{color: blue}"),
                Invocations.streamed("content-type", "application/json"),
                ("{\"t\":" + text + "}").getBytes(StandardCharsets.UTF_8));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(decorated.function().calls().getFirst().text()).isEqualTo("{\"t\":" + text + ",\"color\":\"blue\"}");
        assertThat(decorated.function().faults()).isEmpty();
    }

    @Test
    void valuesAreMadeAnewForEachCall() {
        decorated.sites().time().pass(Duration.ofSeconds(86_400));
        String settings = "{id: {random: uuid}, dice: {random: int, from: 1, to: 6}, color: {random: [red, blue]},"
                + " iso: {now: iso}, s: {now: seconds}, ms: {now: millis}, as: {literal: {random: uuid}}}";

        String first = called(settings, Invocations.post("{}")).text();
        String second = called(settings, Invocations.post("{}")).text();

        assertThat(first)
                .matches("\\{\"id\":\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\","
                        + "\"dice\":[1-6],\"color\":\"(red|blue)\",\"iso\":\"1970-01-02T00:00:00Z\",\"s\":86400,"
                        + "\"ms\":86400000,\"as\":\\{\"random\":\"uuid\"}}");
        assertThat(second).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {id: {random: uid}}               | 'id' cannot be made: random is 'uid': write uuid, int with from and to, or a list to choose from
        {a: {b: {random: int, from: 1}}}  | 'b' cannot be made: to must be a whole number
        {n: {random: int, from: 2, to: 1}} | 'n' cannot be made: there is no whole number from 2 to 1
        {n: {random: []}}                 | 'n' cannot be made: there is nothing to choose from in an empty list
        {n: {now: today}}                 | 'n' cannot be made: now is 'today': write iso, seconds or millis
        {n: {now: iso, x: 1}}             | 'n' cannot be made: 'x' does not belong here; {literal: …} stands for itself
        """)
    void whatCannotBeMadeIsToldAtDeploy(String settings, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].defaults");
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
