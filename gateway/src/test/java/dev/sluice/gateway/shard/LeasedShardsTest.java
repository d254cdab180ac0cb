package dev.sluice.gateway.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Owners;
import dev.sluice.core.ownership.Waiting;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.time.Timers;
import dev.sluice.runners.pool.ShardLeases;
import dev.sluice.testkit.loop.SimulatedLoop;
import dev.sluice.testkit.ownership.ToldState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who owns a shard, at gateways that share a store. */
class LeasedShardsTest {

    private static final FunctionName COUNTER = new FunctionName("counter");
    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final Duration SOON = Duration.ofMillis(100);

    private final SimulatedLoop loop;
    private final SplittableRandom random;
    private final ToldState state;
    private final Gateway one = new Gateway("http://one");
    private final Gateway two = new Gateway("http://two");
    private final Gateway three = new Gateway("http://three");

    /** All tokens, in the order in which they were told. */
    private final List<Long> tokens = new ArrayList<>();

    LeasedShardsTest() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        loop = new SimulatedLoop(seed);
        random = new SplittableRandom(seed);
        state = new ToldState(new InMemoryKeyedState(loop.time()), loop);
    }

    @Test
    void aShardHasOneOwnerAndOthersAreToldWhere() {
        Claim owner = one.own(3);
        loop.run(SOON);
        Claim waiting = two.own(3);
        loop.run(Duration.ofSeconds(1));

        assertThat(owner.told).containsExactly("owned");
        assertThat(owner.claim.stands()).isTrue();
        assertThat(waiting.told).containsExactly("shard 3 of counter is owned at http://one: call it there");
        assertThat(waiting.claim.stands()).isFalse();
        assertThat(two.own(2).soon().told).as("another shard").containsExactly("owned");
    }

    @Test
    void gatewaysWithTheSameAddressDoNotTakeEachOthersShardsForTheirOwn() {
        Gateway elsewhere = new Gateway("http://one");
        one.own(3).soon();

        Claim waiting = elsewhere.own(3);
        Claim again = one.own(3);
        loop.run(Duration.ofSeconds(1));

        assertThat(waiting.told)
                .containsExactly(
                        "shard 3 of counter is owned by a gateway that has the address of this one, http://one:"
                                + " call it on its own machine, or here when it has ended and its lease is over");
        assertThat(again.told).as("at its own gateway it is not elsewhere").isEmpty();
    }

    @Test
    void whoMayNotEvenWaitSaysSoAndAsksAgainUntilHeOwnsIt() {
        Owners.Wanted wanted = new Owners.Wanted(1, "others", Duration.ofHours(1), "http://two");
        List<Waiting> others = new ArrayList<>();
        for (int wave : List.of(1, 200)) {
            for (int i = 0; i < wave; i++) {
                others.add(two.owners().acquire(OwnedName.shard(COUNTER, 3), wanted));
            }
            loop.run(SOON);
        }
        Claim late = one.own(3).soon();
        assertThat(late.told)
                .containsExactly(
                        "shard 3 of counter cannot be owned here now: 200 wait for it already. It is asked for again");

        loop.run(Duration.ofSeconds(110));
        assertThat(late.told).as("after 2, 4, 8, 16, 30 and 30 s, too").hasSize(7);
        others.forEach(Waiting::abandon);
        loop.run(Duration.ofSeconds(31));

        assertThat(late.told).endsWith("owned");
        assertThat(late.claim.stands()).isTrue();
    }

    @Test
    void whoWaitsOwnsItOnceTheOwnerHasEndedAndHasAGreaterToken() {
        Claim owner = one.own(3).soon();
        Claim next = two.own(3).soon();
        assertThat(next.told).isEmpty();

        owner.claim.end();
        loop.run(SOON);

        assertThat(next.told).containsExactly("owned");
        assertThat(tokens).isSorted().doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void anOwnerKeepsItAsLongAsItsGatewayLives() {
        Claim owner = one.own(3).soon();
        two.own(3);

        loop.run(LEASE.multipliedBy(10));

        assertThat(owner.told).containsExactly("owned");
        assertThat(owner.claim.stands()).isTrue();
    }

    @Test
    void theShardOfAGatewayThatDiedIsTakenOverWhenItsLeaseIsOver() {
        one.own(3).soon();
        Claim next = two.own(3).soon();

        one.isStopped = true;
        loop.run(LEASE.multipliedBy(2).dividedBy(3));
        assertThat(next.told).doesNotContain("owned");
        loop.run(LEASE);

        assertThat(next.told).endsWith("owned");
        assertThat(tokens).isSorted().doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void aGatewayThatStoodStillForLongerThanTheLeaseKnowsItBeforeItActs() {
        Claim late = one.own(3).soon();
        Claim next = two.own(3).soon();
        one.isStopped = true;
        loop.run(LEASE.multipliedBy(2));
        assertThat(next.claim.stands()).isTrue();

        assertThat(late.claim.stands())
                .as("by its clock, before anything told it")
                .isFalse();
        one.goesOn();
        loop.run(SOON);
        assertThat(late.told).containsExactly("owned", "lost");
        late.claim.end();
        loop.run(SOON);

        assertThat(next.claim.stands()).as("the late one frees nothing").isTrue();
    }

    @Test
    void anOwnerThatCannotRenewGivesUpBeforeOthersCanOwn() {
        Claim owner = one.own(3).soon();

        state.fail(true);
        loop.run(LEASE.multipliedBy(9).dividedBy(10));

        assertThat(owner.told).containsExactly("owned", "lost");
        state.fail(false);
        assertThat(two.own(3).soon().told).as("the lease is not over").doesNotContain("owned");
    }

    @Test
    void aLeaseThatNoLockMayHaveIsRefusedAtTheStart() {
        for (Duration lease : List.of(Duration.ofMillis(999), Duration.ofMinutes(61))) {
            assertThatThrownBy(() -> new LeasedShards(one.owners(), one, "http://one", lease))
                    .hasMessage("The setting sluice.shard-lease is " + lease.toMillis() + " ms: allowed is 1s to 1h.");
        }
    }

    @Test
    void noTwoOwnWhateverStandsStillAndWhenever() {
        List<Claim> claims = new ArrayList<>();
        loop.afterEveryStep(() ->
                assertThat(claims.stream().filter(each -> each.claim.stands())).hasSizeLessThanOrEqualTo(1));
        List<Gateway> gateways = List.of(one, two, three);
        for (int i = 0; i < 300; i++) {
            Gateway gateway = gateways.get(random.nextInt(gateways.size()));
            switch (random.nextInt(4)) {
                case 0 -> claims.add(gateway.own(3));
                case 1 -> gateway.isStopped = true;
                case 2 -> gateway.goesOn();
                default -> claims.stream().filter(_ -> random.nextInt(3) == 0).forEach(each -> each.claim.end());
            }
            loop.run(Duration.ofMillis(random.nextLong(LEASE.toMillis() / 2)));
        }

        assertThat(tokens).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(5);
    }

    /** A gateway whose clock goes on while it stands still, and whose timers do not. */
    private final class Gateway implements Timers {

        private final String address;
        private @Nullable Owners owners;
        private final List<Runnable> missed = new ArrayList<>();
        private boolean isStopped;

        Gateway(String address) {
            this.address = address;
        }

        Claim own(int shard) {
            return new Claim(new LeasedShards(owners(), this, address, LEASE), shard);
        }

        Owners owners() {
            Owners made = owners;
            if (made == null) {
                made = new Owners(loop.loop(), state, address.substring(7) + random.nextInt(1 << 30), (_, _) -> {});
                owners = made;
            }
            return made;
        }

        void goesOn() {
            isStopped = false;
            List<Runnable> now = List.copyOf(missed);
            missed.clear();
            now.forEach(Runnable::run);
        }

        @Override
        public long nanos() {
            return loop.now();
        }

        @Override
        public Instant instant() {
            return loop.time().instant();
        }

        @Override
        public Alarm at(long nanos, Runnable task) {
            return loop.time().at(nanos, () -> {
                if (isStopped) {
                    missed.add(task);
                } else {
                    task.run();
                }
            });
        }
    }

    private final class Claim implements ShardLeases.Owner {

        private final List<String> told = new ArrayList<>();
        private final ShardLeases.Claim claim;

        Claim(LeasedShards shards, int shard) {
            claim = shards.own(COUNTER, shard, this);
        }

        Claim soon() {
            loop.run(SOON);
            return this;
        }

        @Override
        public void owned(long token) {
            told.add("owned");
            tokens.add(token);
        }

        @Override
        public void elsewhere(String sentence) {
            told.add(sentence);
        }

        @Override
        public void lost(long token) {
            told.add("lost");
        }
    }
}
