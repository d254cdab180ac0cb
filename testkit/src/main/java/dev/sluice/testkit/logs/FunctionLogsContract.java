package dev.sluice.testkit.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.logs.LogFollow;
import dev.sluice.core.logs.LogFollower;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of function logs must do. */
public abstract class FunctionLogsContract {

    protected static final FunctionName HELLO = new FunctionName("hello");
    protected static final FunctionName OTHER = new FunctionName("other");

    private FunctionLogs logs;

    /** A new, empty store. */
    protected abstract FunctionLogs open() throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        logs = open();
    }

    @AfterEach
    final void closeStore() {
        logs.close();
    }

    /** A line of {@code function} outside any invocation. */
    protected static LogLine line(FunctionName function, String text) {
        return line(function, "", text);
    }

    protected static LogLine line(FunctionName function, String invocation, String text) {
        return new LogLine(
                function.value(), 3, new RunnerId("r7"), invocation, LogSource.STDOUT, 1_766_000_000_123_456L, text);
    }

    protected static List<String> texts(List<LogLine> lines) {
        return lines.stream().map(LogLine::line).toList();
    }

    private void accept(FunctionName function, int from, int to) {
        IntStream.range(from, to).forEach(i -> logs.accept(line(function, "line " + i)));
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void aFunctionThatNeverPrintedHasNoLines() {
        assertThat(logs.tail(LogQuery.of(HELLO, 10))).isEmpty();
    }

    @Test
    void aLineKeepsItsFieldsInTheirOrder() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("to", "a \"b\"\n");
        fields.put("", "{\"c\":[1]}");
        LogLine entry = line(HELLO, "it said").as(LogSource.WARN, 1_766_000_000_000_001L, "slow", fields);
        logs.accept(entry);
        logs.accept(line(HELLO, "next"));

        assertThat(logs.tail(LogQuery.of(HELLO, 2))).containsExactly(entry, line(HELLO, "next"));
        assertThat(logs.tail(LogQuery.of(HELLO, 2)).getFirst().fields()).containsExactlyEntriesOf(fields);
    }

    @Test
    void tailGivesTheNewestLinesOldestFirst() {
        accept(HELLO, 0, 50);

        assertThat(texts(logs.tail(LogQuery.of(HELLO, 3)))).containsExactly("line 47", "line 48", "line 49");
    }

    @Test
    void tailGivesAllLinesWhenThereAreFewer() {
        accept(HELLO, 0, 5);

        assertThat(texts(logs.tail(LogQuery.of(HELLO, LogQuery.MAX_TAIL)))).isEqualTo(numbered(0, 5));
    }

    @Test
    void aTailOfNothingIsEmpty() {
        accept(HELLO, 0, 5);

        assertThat(logs.tail(LogQuery.of(HELLO, 0))).isEmpty();
    }

    @Test
    void aTailThatIsTooLongIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogQuery.of(HELLO, 10_001))
                .withMessage("tail must be 0 to 10000, not 10001");
    }

    @Test
    void everyPartOfALineIsKept() {
        List<LogLine> lines = new ArrayList<>();
        for (LogSource source : LogSource.values()) {
            lines.add(new LogLine(
                    "hello",
                    12,
                    new RunnerId("r-1"),
                    "01HZY3V8C4R6T5J0Q2N7M9K8P1",
                    source,
                    1_766_000_000_000_001L,
                    "x"));
        }
        lines.add(line(HELLO, "\"quoted\" \\ back\tslash \u0000\u001b[31m\r é 語 \ud83d\ude00"));
        lines.add(line(HELLO, ""));
        lines.add(line(HELLO, "x".repeat(8_192)));
        lines.forEach(logs);

        assertThat(logs.tail(LogQuery.of(HELLO, 100))).isEqualTo(lines);
    }

    @Test
    void functionsDoNotSeeEachOther() {
        logs.accept(line(HELLO, "mine"));
        logs.accept(line(OTHER, "yours"));

        assertThat(texts(logs.tail(LogQuery.of(HELLO, 10)))).containsExactly("mine");
        assertThat(texts(logs.tail(LogQuery.of(OTHER, 10)))).containsExactly("yours");
    }

    @Test
    void tailOfOneInvocationLeavesTheOthersOut() {
        InvocationId wanted = InvocationId.next(1);
        logs.accept(line(HELLO, wanted.value(), "first"));
        logs.accept(line(HELLO, InvocationId.next(2).value(), "foreign"));
        logs.accept(line(HELLO, "outside"));
        logs.accept(line(HELLO, wanted.value(), "second"));
        accept(HELLO, 0, 50);

        assertThat(texts(logs.tail(new LogQuery(HELLO, Optional.of(wanted), 10))))
                .containsExactly("first", "second");
    }

    @Test
    void aLineWithoutAValidFunctionIsDropped() {
        logs.accept(new LogLine("../../etc", 1, new RunnerId("r"), "", LogSource.STDOUT, 0, "x"));
        logs.accept(line(HELLO, "good"));

        assertThat(texts(logs.tail(LogQuery.of(HELLO, 10)))).containsExactly("good");
    }

    @Test
    void followingBeginsWithTheTail() {
        accept(HELLO, 0, 10);
        FollowerDouble follower = FollowerDouble.quick();

        try (LogFollow follow = logs.follow(LogQuery.of(HELLO, 3), follower)) {
            accept(HELLO, 10, 12);

            await().untilAsserted(() -> assertThat(follower.texts()).isEqualTo(numbered(7, 12)));
            assertThat(follow).isNotNull();
        }
    }

    @Test
    void noLineIsMissingOrTwiceWhenFollowingBeginsWhileLinesCome() throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        Thread printer = Thread.ofVirtual().start(() -> {
            accept(HELLO, 0, 300);
            half.countDown();
            accept(HELLO, 300, 600);
        });
        half.await();
        FollowerDouble follower = FollowerDouble.quick();

        try (LogFollow follow = logs.follow(LogQuery.of(HELLO, LogQuery.MAX_TAIL), follower)) {
            printer.join();

            await().untilAsserted(() -> assertThat(follower.texts()).isEqualTo(numbered(0, 600)));
            assertThat(follow).isNotNull();
        }
    }

    @Test
    void followingOneInvocationLeavesTheOthersOut() {
        InvocationId wanted = InvocationId.next(1);
        FollowerDouble follower = FollowerDouble.quick();

        try (LogFollow follow = logs.follow(new LogQuery(HELLO, Optional.of(wanted), 10), follower)) {
            logs.accept(line(HELLO, "foreign"));
            logs.accept(line(OTHER, wanted.value(), "of another function"));
            logs.accept(line(HELLO, wanted.value(), "mine"));

            await().untilAsserted(() -> assertThat(follower.texts()).containsExactly("mine"));
            assertThat(follow).isNotNull();
        }
    }

    @Test
    void aClosedFollowerHearsNothingMore() {
        FollowerDouble closed = FollowerDouble.quick();
        FollowerDouble open = FollowerDouble.quick();
        LogFollow follow = logs.follow(LogQuery.of(HELLO, 0), closed);
        logs.follow(LogQuery.of(HELLO, 0), open);

        follow.close();
        follow.close();
        accept(HELLO, 0, 3);

        await().untilAsserted(() -> assertThat(open.texts()).isEqualTo(numbered(0, 3)));
        assertThat(closed.texts()).isEmpty();
        assertThat(closed.hasEnded()).isFalse();
    }

    @Test
    void aSlowFollowerIsToldWhatItMissedAndThenGoesOn() {
        FollowerDouble slow = FollowerDouble.held();
        FollowerDouble quick = FollowerDouble.quick();
        logs.follow(LogQuery.of(HELLO, 0), slow);
        logs.follow(LogQuery.of(HELLO, 0), quick);
        int all = 3 * LogFollower.MAX_BEHIND;
        for (int i = 0; i < all; i += 100) {
            accept(HELLO, i, i + 100);
            int sent = i + 100;
            await().untilAsserted(() -> assertThat(quick.lines()).hasSize(sent));
        }

        slow.letGo();

        await().untilAsserted(
                        () -> assertThat(slow.lines().size() + slow.missed()).isEqualTo(all));
        assertThat(slow.texts()).isEqualTo(numbered(0, slow.lines().size()));
        assertThat(slow.lines().size()).isBetween(LogFollower.MAX_BEHIND, LogFollower.MAX_BEHIND + 1);
        accept(HELLO, all, all + 1);
        await().untilAsserted(() -> assertThat(slow.texts()).last().isEqualTo("line " + all));
        assertThat(quick.missed()).isZero();
    }

    @Test
    void removingAFunctionForgetsItsLinesAndEndsItsFollowers() {
        accept(HELLO, 0, 3);
        logs.accept(line(OTHER, "stays"));
        FollowerDouble follower = FollowerDouble.quick();
        FollowerDouble bystander = FollowerDouble.quick();
        logs.follow(LogQuery.of(HELLO, 0), follower);
        logs.follow(LogQuery.of(OTHER, 0), bystander);

        logs.remove(HELLO, Set.of());

        assertThat(logs.tail(LogQuery.of(HELLO, 10))).isEmpty();
        await().until(follower::hasEnded);
        assertThat(bystander.hasEnded()).isFalse();
        assertThat(texts(logs.tail(LogQuery.of(OTHER, 10)))).containsExactly("stays");
    }

    @Test
    void aRemovedFunctionCanPrintAgain() {
        accept(HELLO, 0, 3);
        logs.remove(HELLO, Set.of());

        accept(HELLO, 3, 4);

        assertThat(texts(logs.tail(LogQuery.of(HELLO, 10)))).containsExactly("line 3");
    }

    @Test
    void whatStillRunsARemovedFunctionIsNotListenedTo() {
        LogLine late = line(HELLO, "too late");
        logs.remove(HELLO, Set.of(late.instance()));

        logs.accept(late);
        logs.accept(new LogLine("hello", 1, new RunnerId("r8"), "", LogSource.STDOUT, 0, "of the next one"));

        assertThat(texts(logs.tail(LogQuery.of(HELLO, 10)))).containsExactly("of the next one");
    }

    @Test
    void closingDeliversWhatWaitsAndEndsTheFollowers() {
        FollowerDouble follower = FollowerDouble.quick();
        logs.follow(LogQuery.of(HELLO, 0), follower);
        accept(HELLO, 0, 20);

        logs.close();

        await().until(follower::hasEnded);
        assertThat(follower.texts()).isEqualTo(numbered(0, 20));
    }

    @Test
    void aNoisyFunctionDoesNotPushOutTheLinesOfAnother() {
        for (int round = 0; round < 100; round++) {
            accept(HELLO, 0, 500);
            logs.accept(line(OTHER, "quiet " + round));
        }

        assertThat(texts(logs.tail(LogQuery.of(OTHER, 200))))
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "quiet " + i).toList());
    }
}
