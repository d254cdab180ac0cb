package dev.sluice.testkit.ownership;

import static dev.sluice.testkit.ownership.PlayedOwners.LOCK;
import static dev.sluice.testkit.ownership.PlayedOwners.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.loop.Loop;
import dev.sluice.core.ownership.Acquired;
import dev.sluice.core.ownership.Acquired.Granted;
import dev.sluice.core.ownership.Held;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Owners;
import dev.sluice.core.ownership.Standing;
import dev.sluice.core.ownership.Tended;
import dev.sluice.core.ownership.Waiting;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Locks, semaphores and elections at gateways that share a store. */
class OwnersTest {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(50);

    private final PlayedOwners played = new PlayedOwners(System.nanoTime(), 3);
    private final Owners one = played.gateway(0);
    private final Owners two = played.gateway(1);

    @Test
    void theFirstAcquireOfALockThatIsNotThereIsGranted() {
        assertThat(granted(one, "ann").token()).isGreaterThan(Version.NONE);
    }

    @Test
    void aLockIsHeldByOneAndPassedToWhoHasWaitedLongest() {
        Version ann = granted(one, "ann").token();
        Waiting bob = acquire(two, "bob");
        Waiting cid = acquire(one, "cid");
        assertThat(now(bob.end())).isEmpty();

        assertThat(now(one.release(LOCK, ann))).containsInstanceOf(Held.Yes.class);

        Version token = token(bob);
        assertThat(token).isGreaterThan(ann);
        assertThat(now(cid.end())).isEmpty();
        now(one.release(LOCK, token));
        assertThat(token(cid)).isGreaterThan(token);
    }

    @Test
    void whatHappensIsToldAtTheGatewayWhereItDoes() {
        Version ann = granted(one, "ann").token();
        Waiting bob = acquire(two, "bob");
        acquire(one, "cid").leave();
        now(one.release(LOCK, ann));
        now(two.renew(LOCK, token(bob)));
        assertThat(played.told)
                .containsExactly("g0 Granted", "g0 Refused", "g0 Released", "g0 HandedOver", "g1 Granted");

        played.pass(LEASE.plusSeconds(2));
        now(one.renew(LOCK, token(bob)));
        assertThat(played.told.subList(5, played.told.size())).containsExactly("g1 Expired", "g0 Lost");
    }

    @Test
    void aGatewayTellsWhatItLooksAfterAndHowLongThatStands() {
        Version ann = granted(one, "ann").token();
        acquire(one, "bob");
        acquire(two, "cid");
        played.pass(Duration.ofSeconds(4));

        Tended tended = one.tended().getFirst();
        assertThat(tended.name()).isEqualTo(LOCK);
        assertThat(tended.here()).isEqualTo(1);
        assertThat(tended.waiting()).isEqualTo(2);
        assertThat(tended.holders())
                .singleElement()
                .satisfies(by -> assertThat(by.who()).isEqualTo("ann"))
                .satisfies(by -> assertThat(by.token()).isEqualTo(ann))
                .satisfies(by -> assertThat(by.left()).isBetween(LEASE.minusMillis(4_500), LEASE.minusSeconds(4)));
        assertThat(played.gateway(2).tended()).isEmpty();
    }

    /** The book's bug: unlock after expiry must not free another's lock. */
    @Test
    void whoUnlocksAfterHisLeaseRanOutDoesNotFreeAnothersLock() {
        Version late = granted(one, "late").token();
        Waiting next = acquire(two, "next");
        played.pass(LEASE.plusSeconds(2));
        Version token = token(next);

        Held released = now(one.release(LOCK, late)).orElseThrow();

        assertThat(released)
                .isInstanceOfSatisfying(
                        Held.No.class,
                        no -> assertThat(no.standing().holders())
                                .extracting(Standing.Holder::who, Standing.Holder::token)
                                .containsExactly(tuple("next", token)));
        assertThat(now(one.renew(LOCK, late))).containsInstanceOf(Held.No.class);
        assertThat(now(two.renew(LOCK, token))).containsInstanceOf(Held.Yes.class);
        assertThat(token).isGreaterThan(late);
    }

    @Test
    void aLeaseThatIsRenewedAtAnyGatewayStands() {
        Version token = granted(one, "ann").token();
        Waiting bob = acquire(two, "bob");
        for (int i = 0; i < 20; i++) {
            played.pass(LEASE.dividedBy(2));
            assertThat(now(played.gateway(i % 3).renew(LOCK, token))).containsInstanceOf(Held.Yes.class);
        }

        assertThat(now(bob.end())).isEmpty();
        played.pass(LEASE.minus(Duration.ofSeconds(1)));
        assertThat(now(bob.end())).isEmpty();
        played.pass(Duration.ofSeconds(2));
        assertThat(token(bob)).isGreaterThan(token);
    }

    /** Whoever did not see the last renewal waits a whole lease, since he cannot know when it was. */
    @Test
    void aGatewayThatSeesAHoldForTheFirstTimeWaitsAWholeLease() {
        granted(dead(), "ann");
        played.pass(LEASE.minusSeconds(1));
        Waiting bob = acquire(two, "bob");

        played.pass(LEASE.minusSeconds(1));
        assertThat(now(bob.end())).isEmpty();

        played.pass(Duration.ofSeconds(3));
        assertThat(token(bob)).isNotNull();
    }

    @Test
    void theGatewayThatGrantedALeaseEndsItInTimeForAll() {
        granted(one, "ann");
        played.pass(LEASE.minusSeconds(1));
        Waiting bob = acquire(two, "bob");
        assertThat(now(bob.end())).isEmpty();

        played.pass(Duration.ofSeconds(1));

        assertThat(token(bob)).isNotNull();
    }

    @Test
    void whoLeavesIsNotGrantedAndOthersMoveUp() {
        Version ann = granted(one, "ann").token();
        Waiting bob = acquire(one, "bob");
        Waiting cid = acquire(two, "cid");

        bob.leave();

        assertThat(now(bob.end())).hasValueSatisfying(end -> assertThat(end).isInstanceOf(Acquired.Left.class));
        now(one.release(LOCK, ann));
        assertThat(token(cid)).isGreaterThan(ann);
    }

    @Test
    void whoTriesAndLeavesAtOnceIsGrantedWhatIsFree() {
        Waiting ann = acquire(one, "ann");
        ann.leave();
        assertThat(token(ann)).isNotNull();

        Waiting bob = one.acquire(LOCK, wanted("bob", LEASE));
        bob.leave();
        assertThat(now(bob.end())).containsInstanceOf(Acquired.Left.class);
    }

    @Test
    void whoIsGoneWhenItIsGrantedReleasesIt() {
        Version ann = granted(one, "ann").token();
        Waiting bob = acquire(two, "bob");
        one.release(LOCK, ann);
        bob.abandon();
        played.pass(SOON);

        assertThat(now(one.standing(LOCK)).orElseThrow().holders()).isEmpty();
    }

    @Test
    void waitersOfAGatewayThatDiedAreNotWaitedForOneByOne() {
        Version ann = granted(one, "ann").token();
        Owners dead = dead();
        for (int i = 0; i < 5; i++) {
            acquire(dead, "dead" + i);
        }
        Waiting bob = acquire(two, "bob");
        now(one.release(LOCK, ann));
        played.pass(LEASE.plusSeconds(3));

        assertThat(token(bob)).isGreaterThan(ann);
    }

    @Test
    void noMoreWaitThanMay() {
        Duration lease = Duration.ofMinutes(10);
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 201; i++) {
            waiting.add(played.gateway(i % 3).acquire(LOCK, wanted("w" + i, lease)));
        }
        played.pass(SOON);
        assertThat(waiting.stream().filter(each -> isOver(each.end()))).hasSize(1);

        assertThat(now(acquire(one, "late").end())).contains(new Acquired.TooManyWait(200));

        waiting.stream()
                .filter(each -> !isOver(each.end()))
                .findFirst()
                .orElseThrow()
                .leave();
        played.pass(SOON);
        assertThat(now(acquire(one, "later").end())).isEmpty();
    }

    /** No herd: a hand-over wakes one waiter, and tells each other gateway once, however many wait there. */
    @Test
    void aHandOverIsOneMessage() {
        Version token = granted(one, "w").token();
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(acquire(i % 2 == 0 ? one : two, "w" + i));
        }
        int told = played.state.told();
        int written = played.state.writes();
        for (int i = 0; i < 100; i++) {
            now(one.release(LOCK, token));
            long woken = waiting.stream().filter(each -> isOver(each.end())).count();
            assertThat(woken).isEqualTo(i + 1L);
            token = token(waiting.get(i));
        }

        assertThat(played.state.writes() - written).isEqualTo(100);
        assertThat(played.state.told() - told).isEqualTo(200);
    }

    @Test
    void whoBeginsToWaitIsWrittenWithWhatHappensNextOrSoon() {
        Version token = granted(one, "w").token();
        int written = played.state.writes();
        for (int i = 0; i < 20; i++) {
            one.acquire(LOCK, wanted("w" + i, LEASE));
        }
        played.pass(Duration.ofMillis(1));
        assertThat(played.state.writes() - written).isZero();

        now(one.release(LOCK, token));
        assertThat(played.state.writes() - written).isEqualTo(1);

        two.acquire(LOCK, wanted("other", LEASE));
        played.pass(Duration.ofMillis(20));
        assertThat(played.state.writes() - written).isEqualTo(2);
        assertThat(now(one.standing(LOCK)).orElseThrow().waiting()).isEqualTo(20);
    }

    @Test
    void aSemaphoreIsHeldByAsManyAsItHasPermits() {
        OwnedName pool = new OwnedName(OwnedName.Sort.SEMAPHORE, LOCK.namespace(), "pool");
        Owners.Wanted wanted = new Owners.Wanted(3, "w", LEASE, "");
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(played.gateway(i % 3).acquire(pool, wanted));
        }
        played.pass(SOON);
        List<Waiting> held = waiting.stream().filter(each -> isOver(each.end())).toList();
        assertThat(held).hasSize(3);
        assertThat(held.stream().map(OwnersTest::granted).map(Granted::token)).doesNotHaveDuplicates();

        assertThat(now(one.acquire(pool, new Owners.Wanted(4, "w", LEASE, "")).end()))
                .contains(new Acquired.OtherPermits(3));
        now(one.release(pool, granted(held.getFirst()).token()));

        assertThat(waiting.stream().filter(each -> isOver(each.end()))).hasSize(4);
    }

    @Test
    void whoWaitsWhileTheStoreFailsWaitsOn() {
        Version ann = granted(one, "ann").token();
        Waiting bob = acquire(two, "bob");
        played.state.fail(true);
        assertThat(one.release(LOCK, ann)).satisfies(stage -> {
            played.pass(SOON);
            assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        });
        Waiting cid = acquire(two, "cid");
        played.state.fail(false);

        now(one.release(LOCK, ann));
        played.pass(Duration.ofSeconds(2));

        assertThat(token(bob)).isGreaterThan(ann);
        now(two.release(LOCK, token(bob)));
        assertThat(token(cid)).isGreaterThan(token(bob));
    }

    @Test
    void whoWasToldOfAFailureIsNotGrantedWhenTheStoreIsBack() {
        played.state.fail(true);
        failsAfterLeaving(acquire(one, "ann"));
        played.state.fail(false);
        played.pass(Duration.ofSeconds(2));

        assertThat(now(one.standing(LOCK)).orElseThrow().holders()).isEmpty();
        assertThat(granted(two, "bob").token()).isNotNull();
    }

    @Test
    void whoWasToldOfAFailureWhileHeWaitedWaitsNoMore() {
        Version ann = granted(one, "ann").token();
        Waiting bob = acquire(two, "bob");
        played.state.fail(true);
        failsAfterLeaving(bob);
        played.state.fail(false);
        played.pass(Duration.ofSeconds(2));

        assertThat(now(one.standing(LOCK)).orElseThrow().waiting()).isZero();
        now(one.release(LOCK, ann));
        assertThat(now(one.standing(LOCK)).orElseThrow().holders()).isEmpty();
    }

    @Test
    void aHoldWhoseTokenNobodyWasToldEndsWhenTheStoreIsBack() {
        played.state.loseAnswers(true);
        Waiting ann = acquire(one, "ann");
        played.state.loseAnswers(false);
        played.state.fail(true);
        failsAfterLeaving(ann);
        Waiting bob = acquire(two, "bob");
        played.state.fail(false);
        played.pass(Duration.ofSeconds(2));

        assertThat(token(bob)).isNotNull();
        assertThat(now(one.standing(LOCK)).orElseThrow().holders())
                .extracting(Standing.Holder::who)
                .containsExactly("bob");
    }

    private void failsAfterLeaving(Waiting waiting) {
        waiting.leave();
        played.pass(Duration.ofSeconds(2));
        assertThat(waiting.end().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void whatANewerBuildWroteIsLeftAlone() {
        StateKey key = new StateKey("own-locks", "default.nightly");
        played.state.put(key, "2 something else", Version.NONE, Instant.MAX);

        CompletionStage<Standing> standing = one.standing(LOCK);
        played.pass(SOON);

        assertThat(standing.toCompletableFuture().exceptionNow())
                .hasMessage(
                        "A record of ownership is in a form that this build does not know, so it is left as it is: a"
                                + " newer build of Sluice wrote it. Ask a gateway of that build.");
        assertThat(played.state.get(key)).map(KeyedState.Entry::value).contains("2 something else");
    }

    @Test
    void nothingIsKeptOfWhatNobodyHolds() {
        Version ann = granted(one, "ann").token();
        now(one.release(LOCK, ann));
        granted(two, "bob");
        played.pass(LEASE.plusSeconds(2));

        assertThat(played.state.keys("own-locks", 10)).isEmpty();
    }

    /** Time that never passes, as for a process that is gone. */
    private static final class Stopped implements Timers {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public Alarm at(long nanos, Runnable task) {
            return () -> {};
        }
    }

    private Owners dead() {
        return new Owners(new Loop(new Stopped(), played.loop), played.state, "dead");
    }

    private Waiting acquire(Owners gateway, String who) {
        Waiting waiting = gateway.acquire(LOCK, wanted(who, LEASE));
        played.pass(SOON);
        return waiting;
    }

    private Granted granted(Owners gateway, String who) {
        return granted(acquire(gateway, who));
    }

    private Version token(Waiting waiting) {
        played.pass(SOON);
        return granted(waiting).token();
    }

    private static Granted granted(Waiting waiting) {
        return (Granted) waiting.end().toCompletableFuture().resultNow();
    }

    private static boolean isOver(CompletionStage<?> stage) {
        return stage.toCompletableFuture().isDone();
    }

    private <T> Optional<T> now(CompletionStage<T> stage) {
        played.pass(SOON);
        return isOver(stage) ? Optional.of(stage.toCompletableFuture().resultNow()) : Optional.empty();
    }
}
