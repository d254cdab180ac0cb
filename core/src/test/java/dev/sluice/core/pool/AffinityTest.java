package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.AffinityStrategy;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.PoolOnPaper.Caller;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which instance a call with a key goes to. */
class AffinityTest {

    private static final int KEYS = 10_000;
    private static final RunnerExit KILLED = new RunnerExit(137, false, "");

    @Test
    void callsOfAKeyGoToTheSameInstanceAndKeysAreSpreadEvenly() {
        PoolOnPaper paper = paper(AffinityStrategy.BOUNDED, 10, 10);

        Map<Long, RunnerId> first = owners(paper);

        assertThat(owners(paper)).isEqualTo(first);
        for (RunnerId instance : Set.copyOf(first.values())) {
            assertThat(first.values().stream().filter(instance::equals).count()).isBetween(900L, 1_100L);
        }
        assertThat(keyed(paper)).isEqualTo(new FunctionReport.Keyed(2 * KEYS, 0, 0, 0, 0, 0));
    }

    @Test
    void whenAnInstanceComesOnlyTheKeysMoveThatItGets() {
        PoolOnPaper paper = paper(AffinityStrategy.BOUNDED, 11, 10);
        Map<Long, RunnerId> before = owners(paper);

        RunnerId came = paper.offerReady();
        Map<Long, RunnerId> after = owners(paper);

        Set<Long> moved = moved(before, after);
        assertThat(moved).hasSizeLessThanOrEqualTo((int) (1.1 * KEYS / 11)).hasSizeGreaterThan(KEYS / 20);
        assertThat(moved).allMatch(key -> came.equals(after.get(key)));
        assertThat(keyed(paper).moves()).isEqualTo(1);
    }

    @Test
    void whenAnInstanceGoesOnlyItsKeysMoveAndTheyComeBackToWhoTakesItsPlace() {
        PoolOnPaper paper = paper(AffinityStrategy.BOUNDED, 10, 10);
        Map<Long, RunnerId> before = owners(paper);
        RunnerId gone = Objects.requireNonNull(before.get(1L));

        paper.pool.runners().ended(gone, KILLED, paper.now, paper.out);
        Map<Long, RunnerId> without = owners(paper);
        RunnerId next = paper.offerReady();
        Map<Long, RunnerId> after = owners(paper);

        Set<Long> moved = moved(before, without);
        assertThat(moved).hasSizeLessThanOrEqualTo((int) (1.1 * KEYS / 10));
        assertThat(moved).allMatch(key -> gone.equals(before.get(key)));
        before.replaceAll((key, owner) -> owner.equals(gone) ? next : owner);
        assertThat(after).isEqualTo(before);
    }

    @Test
    void noInstanceHasAQuarterMoreThanTheMeanHoweverUnevenTheKeysAre() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom dice = new SplittableRandom(seed);
        PoolOnPaper paper = paper(AffinityStrategy.BOUNDED, 10, 10);
        Zipf keys = new Zipf(KEYS);
        List<Caller> underWay = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            underWay.add(paper.call(keys.next(dice)));
        }
        for (int i = 0; i < 20_000; i++) {
            int ends = dice.nextInt(underWay.size());
            paper.release(underWay.get(ends), PoolOnPaper.OK);
            underWay.set(ends, paper.call(keys.next(dice)));
            assertThat(paper.pool.instances())
                    .extracting(Instance::inFlight)
                    .as("of 40 on average, after %d calls", i)
                    .allMatch(calls -> calls <= 50);
        }

        FunctionReport.Keyed keyed = keyed(paper);
        assertThat(keyed.own()).isGreaterThan(20_400 * 7 / 10);
        assertThat(keyed.hot()).isBetween(1, 10);
        assertThat(keyed.replicas()).isGreaterThan(500);
    }

    @Test
    void aHotKeyHasAFewInstancesAndAColdOneKeepsItsOwn() {
        PoolOnPaper paper = paper(AffinityStrategy.BOUNDED, 8, 8);
        long hot = Hash.of("hot");
        for (int i = 0; i < 400; i++) {
            paper.release(paper.call(i % 5 == 0 ? hot : Hash.of("cold " + i)), PoolOnPaper.OK);
        }
        List<Caller> few = IntStream.range(0, 7).mapToObj(i -> paper.call(hot)).toList();
        assertThat(paper.pool.instances())
                .extracting(Instance::inFlight)
                .as("the least loaded of four gets the next one, once its own has four")
                .containsExactlyInAnyOrder(4, 1, 1, 1, 0, 0, 0, 0);
        few.forEach(caller -> paper.release(caller, PoolOnPaper.OK));
        List<Caller> ofHot =
                IntStream.range(0, 16).mapToObj(i -> paper.call(hot)).toList();
        Set<RunnerId> instances = new HashSet<>();
        ofHot.forEach(caller -> instances.add(caller.instance().id()));

        assertThat(keyed(paper).hot()).isEqualTo(1);
        assertThat(instances)
                .as("a fifth of the calls, at most half of an eighth each")
                .hasSize(4);
        assertThat(paper.pool.instances()).extracting(Instance::inFlight).allMatch(calls -> calls == 0 || calls == 4);
    }

    @Test
    void aFewCallsOfOneKeyStayTogetherWhereThereIsLittleToDo() {
        PoolOnPaper paper = paper(AffinityStrategy.BOUNDED, 5, 5);

        Set<RunnerId> instances = new HashSet<>();
        for (int i = 0; i < KeyRouting.FREE; i++) {
            instances.add(paper.call(7).instance().id());
        }

        assertThat(instances).hasSize(1);
        assertThat(paper.call(7).instance().id()).isNotIn(instances);
        assertThat(keyed(paper)).isEqualTo(new FunctionReport.Keyed(4, 0, 1, 0, 0, 0));
    }

    @Test
    void whatInstancesSpillGoesToTheNextOfEachKeyNotToOneForAll() {
        PoolOnPaper paper = paper(AffinityStrategy.BOUNDED, 8, 8);
        Set<RunnerId> next = new HashSet<>();
        for (long key = 1; key <= 30; key++) {
            long same = key;
            List<Caller> calls = IntStream.rangeClosed(0, KeyRouting.FREE)
                    .mapToObj(i -> paper.call(same))
                    .toList();
            next.add(calls.getLast().instance().id());
            calls.forEach(caller -> paper.release(caller, PoolOnPaper.OK));
        }
        assertThat(next).hasSizeGreaterThan(5);
    }

    @Test
    void noTwoInstancesHaveOnePlaceAndWhoGoesGivesHisBackAtOnce() {
        PoolOnPaper paper = new PoolOnPaper(version(1, AffinityStrategy.BOUNDED, 100, 3, 3));
        RunnerId one = paper.offer();
        RunnerId other = paper.offer();
        paper.ready(other);
        paper.ready(one);
        paper.offerReady();
        assertThat(paper.pool.instances()).extracting(Instance::place).containsExactly(0, 1, 2);

        paper.pool.runners().linkClosed(other, "", paper.now, paper.out);
        paper.offerReady();

        assertThat(paper.pool.instances())
                .as("though the process of the second has not ended yet")
                .extracting(Instance::place)
                .containsExactly(0, 1, 2, 1);
    }

    @Test
    void aCallWithoutAKeyGoesToTheLeastLoaded() {
        PoolOnPaper paper = paper(AffinityStrategy.CONSISTENT, 3, 3);

        List<RunnerId> instances = IntStream.range(0, 3)
                .mapToObj(i -> paper.call().instance().id())
                .toList();

        assertThat(instances).doesNotHaveDuplicates();
        assertThat(keyed(paper).without()).isEqualTo(3);
        PoolOnPaper full = new PoolOnPaper(version(1, AffinityStrategy.BOUNDED, 1, 1, 1));
        full.offerReady();
        Caller one = full.call();
        full.call();
        full.release(one, PoolOnPaper.OK);
        assertThat(keyed(full).without()).as("one that waited counts once").isEqualTo(2);
    }

    @Test
    void whichKeysMeetIsAnotherMatterInEachPool() {
        List<Integer> one = places(1);

        assertThat(places(1)).isEqualTo(one);
        assertThat(places(2)).isNotEqualTo(one);
    }

    private static List<Integer> places(long seed) {
        PoolOnPaper paper = new PoolOnPaper(version(1, AffinityStrategy.BOUNDED, 100, 4, 4), seed);
        IntStream.range(0, 4).forEach(i -> paper.offerReady());
        return IntStream.range(1, 100)
                .mapToObj(key -> {
                    Caller caller = paper.call(key);
                    paper.release(caller, PoolOnPaper.OK);
                    return caller.instance().place();
                })
                .toList();
    }

    @Test
    void aVersionWithoutAffinityRoutesCallsThatComeWithAKeyOfTheOneBefore() {
        PoolOnPaper paper = paper(AffinityStrategy.BOUNDED, 2, 2);
        paper.pool.activate(Samples.version("f", 2, Samples.scaling(100, 2, 2)), paper.now, paper.out);
        paper.offerReady();
        paper.offerReady();

        Set<RunnerId> instances = new HashSet<>();
        IntStream.range(0, 2)
                .forEach(i -> instances.add(paper.call(7).instance().id()));

        assertThat(instances).hasSize(2);
        assertThat(paper.pool.keyed()).isEmpty();
    }

    private static FunctionReport.Keyed keyed(PoolOnPaper paper) {
        return paper.pool.keyed().orElseThrow();
    }

    private static Set<Long> moved(Map<Long, RunnerId> before, Map<Long, RunnerId> after) {
        Set<Long> moved = new HashSet<>(before.keySet());
        moved.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
        return moved;
    }

    /** The instance of each of 10,000 keys while nothing else is under way. */
    private static Map<Long, RunnerId> owners(PoolOnPaper paper) {
        Map<Long, RunnerId> owners = new HashMap<>();
        for (long key = 1; key <= KEYS; key++) {
            Caller caller = paper.call(Hash.of(Long.toString(key)));
            owners.put(key, caller.instance().id());
            paper.release(caller, PoolOnPaper.OK);
        }
        return owners;
    }

    /** One that keeps {@code least} instances, of which {@code up} serve, with room for 100 calls each. */
    private static PoolOnPaper paper(AffinityStrategy strategy, int least, int up) {
        PoolOnPaper paper = new PoolOnPaper(version(1, strategy, 100, least, least));
        for (int i = 0; i < up; i++) {
            paper.offerReady();
        }
        return paper;
    }

    static FunctionVersion version(int number, AffinityStrategy strategy, int concurrency, int least, int most) {
        return Samples.version(
                "f",
                number,
                new Scaling(
                        concurrency,
                        least,
                        most,
                        Duration.ofSeconds(60),
                        10,
                        Duration.ofSeconds(2),
                        BackgroundPolicy.FINISH,
                        KeepAlivePolicy.FIXED,
                        Optional.of(new Affinity(new AffinityField.Header("X-User"), strategy))));
    }
}
