package dev.sluice.decorators.scatter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.BodyRoom;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedCall;
import dev.sluice.testkit.decorator.PlayedFunction.Act;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ScatterTest {

    private static final String THREE = "to: [east, west, north]";

    private final Decorated decorated = new Decorated(new ScatterKind());
    private final AtomicInteger ended = new AtomicInteger();

    @BeforeEach
    void countWhatHasEnded() {
        decorated
                .sites()
                .executor(task -> Thread.ofVirtual().start(() -> {
                    task.run();
                    ended.incrementAndGet();
                }));
    }

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(decorated.function().faults()).isEmpty();
        assertThat(decorated.sites().functions().faults()).isEmpty();
    }

    private HeardCall asked(String settings) {
        HeardCall caller = HeardCall.of(decorated.with(settings), Invocations.post("{\"q\": \"lamp\"}"));
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private static Act json(int status, String text) {
        return new Act.Answers(Answer.of(
                status, Headers.of("content-type", "application/json"), text.getBytes(StandardCharsets.UTF_8)));
    }

    private void leaves(Map<String, Act> acts) {
        decorated
                .sites()
                .functions()
                .playing(call -> Objects.requireNonNull(
                        acts.get(call.invocation().function().value())));
    }

    /** Each leaf answers what stands in its place, by its name. */
    private void answers(String east, String west, String north) {
        leaves(Map.of("east", json(200, east), "west", json(200, west), "north", json(200, north)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "concat | [1] | [2] | [3] | [1][2][3]",
                "lists | [1, 2] | [] | [{\"a\": 3}] | [1,2,{\"a\":3}]",
                "objects | {\"a\":{\"x\":1},\"b\":1} | {\"a\":{\"y\":[2]}} | {\"b\":3} | {\"a\":{\"x\":1,\"y\":[2]},\"b\":3}",
                "sum | 1 | 2.5 | 0.1 | 3.6",
                "sum | 1e1000 | -1e1000 | 7e-1000 | 7E-1000",
                "sum | {\"a\":1,\"b\":2} | {\"a\":10} | {\"c\":0.25} | {\"a\":11,\"b\":2,\"c\":0.25}",
                "{top: 2} | [1,5] | [4] | [] | [5,4]",
                "{top: {count: 2, by: s}} | [{\"s\":1,\"n\":1},{\"s\":9,\"n\":2}] | [{\"s\":9,\"n\":3}] | [{\"s\":2}]"
                        + " | [{\"s\":9,\"n\":2},{\"s\":9,\"n\":3}]"
            })
    void theAnswersOfAllLeavesBecomeOne(String merge, String east, String west, String north, String merged) {
        answers(east, west, north);

        HeardCall caller = asked("{" + THREE + ", merge: " + merge + "}");

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("scatter", 200, "gathered"));
        assertThat(caller.text()).isEqualTo(merged);
        assertThat(caller.headers().first("Scatter-Answers")).contains("3/3");
        assertThat(caller.headers().first("Scatter-Missing")).isEmpty();
        assertThat(caller.headers().first("content-type")).contains("application/json");
        assertThat(decorated.function().calls()).isEmpty();
        assertThat(decorated.sites().functions().calls())
                .allSatisfy(call -> assertThat(call.body()).asString().isEqualTo("{\"q\": \"lamp\"}"));
    }

    @Test
    void aFunctionIsItsOwnLeavesAndIsToldWhichShardIsMeant() {
        decorated
                .function()
                .playing(call -> json(
                        200,
                        "["
                                + call.invocation()
                                        .head()
                                        .headers()
                                        .first("Sluice-Shard")
                                        .orElseThrow() + ","
                                + call.invocation()
                                        .head()
                                        .headers()
                                        .first("Sluice-Shards")
                                        .orElseThrow() + "]"));

        HeardCall caller = asked("{shards: 4, merge: lists}");

        assertThat(caller.text()).isEqualTo("[0,4,1,4,2,4,3,4]");
        assertThat(decorated.sites().functions().calls()).isEmpty();
    }

    @Test
    void theFunctionItselfGathersWhereThatIsTheMerge() {
        leaves(Map.of(
                "east",
                json(200, "{\"n\":1}"),
                "west",
                new Act.Answers(Answer.of(201, Headers.EMPTY, "two".getBytes(StandardCharsets.UTF_8))),
                "north",
                json(500, "broken")));
        decorated.function().playing(new Act.Echoes());

        HeardCall caller = asked("{" + THREE + ", merge: function, atLeast: 2}");

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.text())
                .isEqualTo("{\"of\":3,\"answers\":[{\"leaf\":\"east\",\"status\":200,\"body\":{\"n\":1}},"
                        + "{\"leaf\":\"west\",\"status\":201,\"text\":\"two\"}],"
                        + "\"missing\":[{\"leaf\":\"north\",\"reason\":\"status_500\"}]}");
        assertThat(caller.headers().first("Scatter-Answers")).contains("2/3");
    }

    @Test
    void whoeverGathersIsToldNothingOfTheBodyThatTheLeavesGot() {
        answers("1", "2", "3");
        decorated.function().playing(new Act.Echoes());
        Invocation call = Invocations.post(
                "{}",
                "Content-Encoding",
                "gzip",
                "Content-Digest",
                "sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:",
                "Range",
                "bytes=0-1",
                "If-None-Match",
                "\"a\"",
                "Accept-Language",
                "de");

        HeardCall caller = HeardCall.of(decorated.with("{" + THREE + ", merge: function}"), call);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        Headers told = decorated.function().calls().getFirst().head().headers();
        Set<String> names = new TreeSet<>();
        told.forEach((name, value) -> names.add(name.toLowerCase(Locale.ROOT)));
        assertThat(names).containsExactly("accept-language", "content-length", "content-type");
        assertThat(told.all("content-type")).containsExactly("application/json");
    }

    @Test
    void atTheDeadlineTheAnswerIsMadeOfWhatIsThereAndTheOthersAreCancelled() {
        leaves(Map.of("east", json(200, "[1]"), "west", new Act.Waits(), "north", json(200, "[3]")));
        HeardCall caller = HeardCall.of(
                decorated.with("{" + THREE + ", merge: lists, deadline: 2s, atLeast: 1}"), Invocations.post("{}"));

        passUntilAnswered(caller);

        assertThat(caller.text()).isEqualTo("[1,3]");
        assertThat(caller.headers().first("Scatter-Answers")).contains("2/3");
        assertThat(caller.headers().first("Scatter-Missing")).contains("west;reason=late");
        assertThat(decorated.sites().eventWords()).startsWith("timed_out", "partial");
        await().until(() -> called("west").cancelled());
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void tooFewAtTheDeadlineAreTold504AndWhoIsMissing() {
        leaves(Map.of("east", json(200, "[1]"), "west", new Act.Waits(), "north", json(503, "busy")));
        HeardCall caller = HeardCall.of(
                decorated.with("{" + THREE + ", merge: lists, deadline: 2s, atLeast: 2}"), Invocations.post("{}"));

        passUntilAnswered(caller);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("scatter", 504, "leaves_late"));
        assertThat(caller.text())
                .contains(
                        "Of the 3 leaves of 'hello', 1 answered, and 2 must; without an answer: 'west' (late), 'north'"
                                + " (status_503). They were waited for for 2000 ms: look why they are slow, or change deadline or"
                                + " atLeast.");
        assertThat(caller.headers().first("Scatter-Answers")).contains("1/3");
    }

    @Test
    void whereEnoughCannotAnswerAnyMoreThatIsToldAtOnceAndTheRestCancelled() {
        leaves(Map.of(
                "east",
                new Act.Ends(new Outcome.Threw(FunctionError.of("no such city"))),
                "west",
                new Act.Waits(),
                "north",
                new Act.Ends(new Outcome.NoSuchFunction())));

        HeardCall caller = asked("{" + THREE + ", merge: lists, atLeast: 2}");

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("scatter", 502, "leaves_failed"));
        assertThat(caller.text())
                .contains("without an answer: 'east' (threw), 'north' (no_such_function). Look at their logs");
        await().until(() -> called("west").cancelled());
    }

    @Test
    void withEnoughAnswersTheOtherCallsAreCancelled() {
        leaves(Map.of("east", json(200, "[1]"), "west", new Act.Waits(), "north", json(200, "[3]")));

        HeardCall caller = asked("{" + THREE + ", merge: lists, enough: 2}");

        assertThat(caller.text()).isEqualTo("[1,3]");
        assertThat(caller.headers().first("Scatter-Missing")).contains("west;reason=not_needed");
        await().until(() -> called("west").cancelled());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lists | {\"a\":1} | no_list",
                "objects | [1] | no_object",
                "objects | {\"a\": | no_object",
                "sum | {\"a\":\"one\"} | no_numbers",
                "sum | 1e1001 | no_numbers",
                "sum | {\"a\":0e-1001} | no_numbers",
                "{top: 3} | [1,\"two\"] | no_ranked_list",
                "{top: {count: 3, by: s}} | [{\"t\":1}] | no_ranked_list"
            })
    void aLeafThatAnswersRubbishIsMissing(String merge, String rubbish, String why) {
        String good = Map.of("objects", "{}", "sum", "1").getOrDefault(merge, "[]");
        answers(good, rubbish, good);

        HeardCall caller = asked("{" + THREE + ", merge: " + merge + ", atLeast: 3}");

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("scatter", 502, "leaves_failed"));
        assertThat(caller.text()).contains("'west' (" + why + ")");
    }

    @Test
    void answersThatDoNotFitTogetherAreToldSo() {
        answers("1", "{\"n\":1}", "2");

        HeardCall caller = asked("{" + THREE + ", merge: sum}");

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("scatter", 502, "answers_do_not_fit"));
        assertThat(caller.text()).contains("some leaves answered a number and others an object with numbers");
    }

    @Test
    void anAnswerThatIsTooLongOrForWhichThereIsNoRoomIsMissing() {
        answers("[\"" + "x".repeat(1024 * 1024) + "\"]", "[2]", "[3]");
        assertThat(asked("{" + THREE + ", merge: lists, atLeast: 2}").headers().first("Scatter-Missing"))
                .contains("east;reason=too_long");

        decorated.sites().bodies(new BodyRoom(20));
        answers("[\"" + "x".repeat(100) + "\"]", "[2]", "[3]");
        assertThat(asked("{" + THREE + ", merge: lists, atLeast: 2}").text()).isEqualTo("[2,3]");
    }

    @Test
    void whoeverLeavesEndsAllCalls() {
        decorated.sites().functions().playing(new Act.Waits());
        HeardCall caller = HeardCall.of(decorated.with("{" + THREE + ", merge: lists}"), Invocations.post("{}"));
        await().until(() -> decorated.sites().functions().calls().size() == 3);

        caller.cancel();

        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        await().until(() -> decorated.sites().functions().calls().stream().allMatch(PlayedCall::cancelled));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{to: [a, b], merge: lists, atLeast: 3} | atLeast is 3, but no more than 2 leaves are waited for",
                "{to: [a, b], merge: lists, enough: 3} | enough is 3, but there are only 2 leaves",
                "{to: [a, a], merge: lists} | a function is named twice in 'to': use shards to call one several times",
                "{to: [a, b, c], shards: 100, merge: lists} | there are 300 leaves: allowed are 200"
            })
    void settingsThatCannotWorkAreRefused(String settings, String sentence) {
        assertThat(decorated.problems(settings))
                .extracting(SpecProblem::message)
                .containsExactly(sentence);
    }

    @Test
    void whoeverGathersGivesNoAnswerOfItsOwn() {
        assertThatThrownBy(() -> decorated.with("{to: [east, hello], merge: function}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'hello' cannot gather answers and be one of those that give them");
    }

    private PlayedCall called(String leaf) {
        return decorated.sites().functions().calls().stream()
                .filter(call -> call.invocation().function().value().equals(leaf))
                .findFirst()
                .orElseThrow();
    }

    /** Once the two leaves that answer have done so, lets the time pass. */
    private void passUntilAnswered(HeardCall caller) {
        await().until(() -> ended.get() == 2);
        decorated.sites().time().pass(Duration.ofSeconds(2));
        caller.outcome();
    }
}
