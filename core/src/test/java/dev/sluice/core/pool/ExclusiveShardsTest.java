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
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.pool.PoolOnPaper.Caller;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A function of whose shards each has one owner. */
class ExclusiveShardsTest {

    private static final RunnerExit KILLED = new RunnerExit(137, false, "");
    private static final RunnerExit ENDED = new RunnerExit(0, false, "");

    private final PoolOnPaper paper = new PoolOnPaper(version(1, 4));

    @Test
    void nothingIsStartedBeforeTheShardIsOwned() {
        Caller call = paper.call(keyOf(2, 4));

        assertThat(asked()).containsExactly(2);
        assertThat(paper.want().total()).isZero();
        paper.pool.shards().owned(2, 17, paper.now, paper.out);
        assertThat(paper.want().total()).isEqualTo(1);
        paper.offerReady();
        assertThat(call.instance().shard()).contains(new Shard(2, 4, OptionalLong.of(17)));
        paper.call(keyOf(2, 4));
        assertThat(asked()).as("once").containsExactly(2);
    }

    @Test
    void whoTakesThePlaceOfAnOwnerThatDiedIsAnotherOwner() {
        Caller first = served(2, 17);

        paper.pool.runners().ended(first.instance().id(), KILLED, paper.now, paper.out);
        assertThat(disowned()).containsExactly(2);
        Caller next = served(2, 18);

        assertThat(next.instance().shard()).contains(new Shard(2, 4, OptionalLong.of(18)));
        assertThat(asked()).containsExactly(2, 2);
    }

    @Test
    void aShardIsGivenUpOnlyWhenItsInstanceHasEnded() {
        Caller call = served(2, 17);
        paper.pool.remove(paper.now, paper.out);
        assertThat(disowned()).isEmpty();

        paper.release(call, PoolOnPaper.OK);
        assertThat(disowned()).as("its stop hook may still run").isEmpty();
        paper.pool.runners().ended(call.instance().id(), ENDED, paper.now, paper.out);

        assertThat(disowned()).containsExactly(2);
        assertThat(paper.pool.isEmpty()).isTrue();
    }

    @Test
    void callsOfAShardThatOthersOwnAreToldWhereAndThoseOfOthersAreServed() {
        Caller waiting = paper.call(keyOf(1, 4));
        Caller behind = paper.call(keyOf(1, 4));

        paper.pool.shards().elsewhere(1, "shard 1 of f is owned at http://b", paper.now, paper.out);
        paper.hearAll();
        Caller later = paper.call(keyOf(1, 4));

        assertThat(List.of(waiting, behind, later))
                .extracting(call -> call.refusal)
                .containsOnly(new Outcome.Rejected(
                        RejectReason.SHARD_ELSEWHERE, "shard 1 of f is owned at http://b", Duration.ofSeconds(1)));
        assertThat(served(3, 20).waits()).isFalse();
    }

    @Test
    void aShardIsTakenOverOnceItsOwnerElsewhereHasEnded() {
        paper.call(keyOf(1, 4));
        paper.pool.shards().elsewhere(1, "shard 1 of f is owned at http://b", paper.now, paper.out);
        paper.hearAll();

        paper.pass(Duration.ofSeconds(20));
        assertThat(disowned()).as("it stays asked for").isEmpty();
        paper.pool.shards().owned(1, 18, paper.now, paper.out);
        assertThat(disowned()).as("nobody wants it now").containsExactly(1);
        Caller call = served(1, 19);

        assertThat(call.instance().shard()).contains(new Shard(1, 4, OptionalLong.of(19)));
    }

    @Test
    void whatNobodyWantsForLongIsNotAskedForAnyMore() {
        paper.call(keyOf(1, 4));
        paper.pool.shards().elsewhere(1, "shard 1 of f is owned at http://b", paper.now, paper.out);
        paper.hearAll();

        paper.pass(Duration.ofNanos(OwnedShards.ASKED));

        assertThat(disowned()).containsExactly(1);
        assertThat(paper.pool.isEmpty()).isTrue();
    }

    @Test
    void whatOthersOwnIsAskedForAsLongAsCallsWantItAndNoLonger() {
        paper.call(keyOf(1, 4));
        for (int i = 0; i < 40; i++) {
            paper.pool.shards().elsewhere(1, "shard 1 of f is owned at http://b", paper.now, paper.out);
            paper.pass(Duration.ofSeconds(2));
            assertThat(paper.call(keyOf(1, 4)).waits()).as("it is refused").isFalse();
        }
        assertThat(disowned()).isEmpty();

        for (int i = 0; i < 40; i++) {
            paper.pool.shards().elsewhere(1, "shard 1 of f is owned at http://b", paper.now, paper.out);
            paper.pass(Duration.ofSeconds(2));
        }

        assertThat(disowned()).containsExactly(1);
        assertThat(paper.pool.isEmpty()).isTrue();
    }

    @Test
    void anOwnerWhoseLeaseIsLostIsEndedAtOnce() {
        Caller call = served(2, 17);

        paper.pool.shards().lost(2, 17, paper.now, paper.out);

        assertThat(paper.all(FunctionEffect.Kill.class))
                .contains(new FunctionEffect.Kill(call.instance().id()));
        assertThat(paper.call(keyOf(2, 4)).waits()).isTrue();
        assertThat(asked()).as("not while it may live").containsExactly(2);
        paper.pool.runners().ended(call.instance().id(), KILLED, paper.now, paper.out);
        assertThat(asked()).containsExactly(2, 2);
    }

    @Test
    void theOwnerOfAnotherVersionEndsBeforeTheNextOneBegins() {
        Caller old = served(1, 17);

        paper.pool.activate(version(2, 8), paper.now, paper.out);
        Caller waiting = paper.call(keyOf(2, 8));
        assertThat(waiting.waits()).isTrue();
        assertThat(asked()).as("its keys are those of shard 1 of 4").containsExactly(1);
        served(7, 18);
        paper.release(old, PoolOnPaper.OK);
        assertThat(paper.all(FunctionEffect.Drain.class))
                .contains(new FunctionEffect.Drain(old.instance().id()));
        assertThat(asked()).containsExactly(1, 7);
        paper.pool.runners().ended(old.instance().id(), ENDED, paper.now, paper.out);

        assertThat(asked()).containsExactly(1, 7, 2);
        paper.pool.shards().owned(2, 19, paper.now, paper.out);
        paper.offerReady();
        assertThat(waiting.instance().shard()).contains(new Shard(2, 8, OptionalLong.of(19)));
    }

    @Test
    void aShardThatIsOwnedAndHasNoInstanceYetIsGivenUpWhereItsKeysAreOthersNow() {
        Caller old = served(2, 17);
        paper.call(keyOf(1, 4));
        paper.call(keyOf(3, 4));
        paper.pool.shards().owned(1, 18, paper.now, paper.out);
        assertThat(paper.want().total()).isEqualTo(1);

        paper.pool.activate(version(2, 2), paper.now, paper.out);

        assertThat(disowned()).as("shard 1 of 2 has keys of shard 2 of 4").containsExactly(1);
        assertThat(paper.want().total()).isZero();
        assertThat(asked()).containsExactly(2, 1, 3, 0);
        paper.release(old, PoolOnPaper.OK);
        paper.pool.runners().ended(old.instance().id(), ENDED, paper.now, paper.out);
        assertThat(asked()).containsExactly(2, 1, 3, 0, 1);
    }

    @Test
    void instancesOfAVersionThatOwnedNothingEndBeforeTheirKeysHaveAnOwner() {
        PoolOnPaper plain = new PoolOnPaper(version(1, 4, false));
        Caller old = plain.call(keyOf(1, 4));
        RunnerId unowned = plain.offerReady();
        plain.call(keyOf(3, 4));
        RunnerId coming = plain.offer();

        plain.pool.activate(version(2, 4), plain.now, plain.out);

        Caller waiting = plain.call(keyOf(1, 4));
        assertThat(waiting.waits()).isTrue();
        assertThat(plain.all(FunctionEffect.Kill.class)).containsExactly(new FunctionEffect.Kill(coming));
        assertThat(plain.all(FunctionEffect.Own.class)).isEmpty();
        plain.release(old, PoolOnPaper.OK);
        plain.pool.runners().ended(unowned, ENDED, plain.now, plain.out);
        assertThat(plain.all(FunctionEffect.Own.class)).containsExactly(new FunctionEffect.Own(1));
    }

    @Test
    void anInstanceThatIsTriedOwnsNothingAndNeverServes() {
        served(0, 17);
        FunctionVersion next = version(2, 4);
        paper.pool.trial(next, result -> {}, paper.now, paper.out);
        RunnerId tried = paper.offerReady();

        paper.pool.activate(next, paper.now, paper.out);

        assertThat(paper.all(FunctionEffect.Specialise.class).getLast().shard()).contains(new Shard(0, 4));
        assertThat(paper.all(FunctionEffect.Drain.class)).contains(new FunctionEffect.Drain(tried));
    }

    private Caller served(int number, long token) {
        int count = paper.pool.generation() == 1 ? 4 : 8;
        Caller call = paper.call(keyOf(number, count));
        paper.pool.shards().owned(number, token, paper.now, paper.out);
        paper.offerReady();
        return call;
    }

    private List<Integer> asked() {
        return paper.all(FunctionEffect.Own.class).stream()
                .map(FunctionEffect.Own::shard)
                .toList();
    }

    private List<Integer> disowned() {
        return paper.all(FunctionEffect.Disown.class).stream()
                .map(FunctionEffect.Disown::shard)
                .toList();
    }

    private static long keyOf(int number, int count) {
        return new Shard(number, count).someKey();
    }

    private static FunctionVersion version(int number, int shards) {
        return version(number, shards, true);
    }

    private static FunctionVersion version(int number, int shards, boolean exclusive) {
        return Samples.version(
                "f",
                number,
                new Scaling(
                        10,
                        0,
                        10,
                        Duration.ofSeconds(60),
                        10,
                        Duration.ofSeconds(2),
                        BackgroundPolicy.FINISH,
                        KeepAlivePolicy.FIXED,
                        Optional.of(new Affinity(
                                new AffinityField.Header("X-User"),
                                AffinityStrategy.CONSISTENT,
                                Optional.of(new Shards(shards, exclusive))))));
    }
}
