package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.AffinityStrategy;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.Shards;
import dev.sluice.core.pool.PoolOnPaper.Caller;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Instances and calls of a function whose keys are cut into shards. */
class ShardingTest {

    private static final RunnerExit KILLED = new RunnerExit(137, false, "");
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    @Test
    void aShardHasAnInstanceOnceItIsCalledAndNoOtherIsStarted() {
        PoolOnPaper paper = new PoolOnPaper(version(1, 4, 0));

        Caller two = paper.call(keyOf(2, 4));
        Caller again = paper.call(keyOf(2, 4));

        assertThat(paper.want().total()).isEqualTo(1);
        RunnerId id = paper.offerReady();
        assertThat(shardsStarted(paper)).containsExactly(2);
        assertThat(List.of(two, again)).allMatch(call -> call.instance().id().equals(id));
        assertThat(paper.want().total()).isZero();
        Caller none = paper.call(keyOf(0, 4));
        assertThat(none.waits()).as("whoever else has room").isTrue();
        RunnerId zero = paper.offerReady();
        assertThat(none.instance().id()).isEqualTo(zero);
    }

    @Test
    void aShardThatIsCalledHasAnInstanceBeforeOthersThatAreKept() {
        PoolOnPaper paper = new PoolOnPaper(version(1, 4, 4));

        paper.call(keyOf(3, 4));
        IntStream.range(0, 4).forEach(i -> paper.offerReady());

        assertThat(shardsStarted(paper)).containsExactly(3, 0, 1, 2);
        assertThat(paper.want().total()).isZero();
    }

    @Test
    void whoTakesThePlaceOfAnInstanceThatDiedIsTheSameShard() {
        PoolOnPaper paper = new PoolOnPaper(version(1, 4, 4));
        IntStream.range(0, 4).forEach(i -> paper.offerReady());
        Caller one = paper.call(keyOf(1, 4));

        paper.pool.runners().ended(one.instance().id(), KILLED, paper.now, paper.out);
        Caller waiting = paper.call(keyOf(1, 4));
        assertThat(waiting.waits()).isTrue();
        RunnerId next = paper.offerReady();

        assertThat(waiting.instance().id()).isEqualTo(next);
        assertThat(shardsStarted(paper)).containsExactly(0, 1, 2, 3, 1);
    }

    @Test
    void aShardThatNobodyCallsEndsUnlessItIsKept() {
        PoolOnPaper paper = new PoolOnPaper(version(1, 4, 2));
        for (int number = 0; number < 4; number++) {
            Caller call = paper.call(keyOf(number, 4));
            paper.offerReady();
            paper.release(call, PoolOnPaper.OK);
        }
        assertThat(paper.pool.instances()).hasSize(4);

        paper.pass(KEEP_ALIVE);

        assertThat(paper.pool.instances().stream().filter(Instance::serves))
                .extracting(each -> each.shard().orElseThrow().number())
                .containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aFullShardHasItsCallsWaitThoughOthersHaveRoom() {
        PoolOnPaper paper = new PoolOnPaper(version(1, 2, 2));
        IntStream.range(0, 2).forEach(i -> paper.offerReady());
        List<Caller> calls =
                IntStream.range(0, 11).mapToObj(i -> paper.call(keyOf(1, 2))).toList();

        assertThat(calls.getLast().waits()).isTrue();
        assertThat(paper.want().total()).as("no second instance of a shard").isZero();
        Caller other = paper.call(keyOf(0, 2));
        assertThat(other.waits()).isFalse();
        paper.release(calls.getFirst(), PoolOnPaper.OK);
        assertThat(calls.getLast().instance()).isSameAs(calls.getFirst().instance());
    }

    @Test
    void anotherNumberOfShardsTakesOverWithoutAGap() {
        PoolOnPaper paper = new PoolOnPaper(version(1, 2, 2));
        IntStream.range(0, 2).forEach(i -> paper.offerReady());
        Caller inFlight = paper.call(keyOf(3, 4));

        paper.pool.activate(version(2, 4, 0), paper.now, paper.out);
        Caller before = paper.call(keyOf(3, 4));
        assertThat(before.instance().version().number())
                .as("while its new shard does not serve")
                .isEqualTo(1);
        IntStream.range(0, 3).forEach(i -> paper.offerReady());
        assertThat(paper.pool.instances().stream().filter(Instance::serves))
                .as("the old ones go when all new ones serve")
                .hasSize(5);
        paper.offerReady();
        Caller after = paper.call(keyOf(3, 4));

        assertThat(after.instance().version().number()).isEqualTo(2);
        assertThat(after.instance().shard()).contains(new Shard(3, 4));
        assertThat(paper.pool.instances().stream().filter(Instance::serves)).hasSize(4);
        paper.release(inFlight, PoolOnPaper.OK);
        paper.release(before, PoolOnPaper.OK);
        assertThat(paper.all(FunctionEffect.Drain.class))
                .extracting(FunctionEffect.Drain::runner)
                .contains(inFlight.instance().id());
    }

    @Test
    void anInstanceOfAVersionWithShardsTakesNoCallOfOneWithoutThem() {
        PoolOnPaper paper = new PoolOnPaper(version(1, 2, 2));
        IntStream.range(0, 2).forEach(i -> paper.offerReady());

        paper.pool.activate(AffinityTest.version(2, AffinityStrategy.BOUNDED, 10, 0, 4), paper.now, paper.out);
        Caller waiting = paper.call(7);
        assertThat(waiting.waits()).isTrue();
        paper.offerReady();

        assertThat(waiting.instance().version().number()).isEqualTo(2);
    }

    @Test
    void aVersionIsTriedAsTheFirstShardWhichItThenIs() {
        PoolOnPaper paper = new PoolOnPaper(version(1, 2, 2));
        IntStream.range(0, 2).forEach(i -> paper.offerReady());
        FunctionVersion next = version(2, 2, 2);
        paper.pool.trial(next, result -> {}, paper.now, paper.out);
        RunnerId tried = paper.offerReady();

        paper.pool.activate(next, paper.now, paper.out);

        Caller call = paper.call(keyOf(0, 2));
        assertThat(call.instance().id()).isEqualTo(tried);
        assertThat(call.instance().shard()).contains(new Shard(0, 2));
        paper.offerReady();
        assertThat(paper.call(keyOf(1, 2)).instance().version().number()).isEqualTo(2);
    }

    private static List<Integer> shardsStarted(PoolOnPaper paper) {
        return paper.all(FunctionEffect.Specialise.class).stream()
                .map(order -> order.shard().orElseThrow().number())
                .toList();
    }

    private static long keyOf(int number, int count) {
        return new Shard(number, count).someKey();
    }

    /** One with room for 10 calls at each instance. */
    private static FunctionVersion version(int number, int shards, int kept) {
        return Samples.version(
                "f",
                number,
                new Scaling(
                        10,
                        kept,
                        10,
                        KEEP_ALIVE,
                        10,
                        Duration.ofSeconds(2),
                        BackgroundPolicy.FINISH,
                        KeepAlivePolicy.FIXED,
                        Optional.of(new Affinity(
                                new AffinityField.Header("X-User"),
                                AffinityStrategy.CONSISTENT,
                                Optional.of(new Shards(shards))))));
    }
}
