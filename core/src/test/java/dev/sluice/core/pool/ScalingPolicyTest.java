package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.ScalingPolicy.Idle;
import dev.sluice.core.pool.ScalingPolicy.Snapshot;
import dev.sluice.core.runner.RunnerId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingPolicyTest {

    private static final long KEEP_ALIVE = 60_000;
    private static final long NEVER = Long.MIN_VALUE;

    @ParameterizedTest
    @CsvSource({"1, 100, 1", "100, 100, 1", "101, 100, 2", "250, 100, 3", "3, 1, 3", "0, 1, 0"})
    void asManyInstancesAreNeededAsHoldTheWork(int invocations, int concurrency, int instances) {
        assertThat(ScalingPolicy.needed(invocations, concurrency)).isEqualTo(instances);
    }

    @Test
    void aHundredFirstCallsAtConcurrencyAHundredClaimOneRunner() {
        assertThat(claims(Samples.scaling(100, 0, 10), cold(100))).isEqualTo(1);
    }

    @Test
    void neverMoreInstancesThanTheSpecAllows() {
        assertThat(claims(Samples.scaling(1, 0, 2), cold(100))).isEqualTo(2);
    }

    @Test
    void neverMoreClaimsInFlightThanTheCap() {
        Snapshot now = new Snapshot(0, 3, 0, 0, 100, KEEP_ALIVE, false, NEVER, 4, List.of());
        assertThat(claims(Samples.scaling(1, 0, 50), now)).isEqualTo(1);
    }

    @Test
    void runnersOnTheirWayCount() {
        Snapshot now = new Snapshot(1, 1, 0, 1, 1, KEEP_ALIVE, false, NEVER, 4, List.of());
        assertThat(claims(Samples.scaling(1, 0, 10), now)).isZero();
    }

    @Test
    void theLeastNumberOfInstancesIsKeptWithoutWork() {
        assertThat(claims(Samples.scaling(1, 3, 10), cold(0))).isEqualTo(3);
    }

    @Test
    void nothingIsClaimedBeforeTheBackOffIsOver() {
        Snapshot now = new Snapshot(0, 0, 0, 0, 5, KEEP_ALIVE, false, 1_001, 4, List.of());
        Scaling spec = Samples.scaling(1, 0, 10);
        assertThat(ScalingPolicy.claims(spec, now, 1_000)).isZero();
        assertThat(ScalingPolicy.claims(spec, now, 1_001)).isEqualTo(4);
    }

    @Test
    void whatIsToBeReplacedNeedsAFirstNewInstanceEvenWithoutWork() {
        Snapshot now = new Snapshot(0, 0, 2, 0, 0, KEEP_ALIVE, false, NEVER, 4, List.of());
        assertThat(claims(Samples.scaling(1, 0, 10), now)).isEqualTo(1);
    }

    @Test
    void idleInstancesStopAfterTheirKeepAliveTheLongestIdleFirst() {
        Snapshot now = idle(0, idle("a", 0), idle("b", 10), idle("c", 50_000));
        assertThat(ScalingPolicy.decide(Samples.scaling(1, 0, 10), now, 60_010))
                .containsExactly(stop("a"), stop("b"), new Action.Keep(110_000));
    }

    @Test
    void theLeastNumberOfInstancesNeverStops() {
        Snapshot now = idle(0, idle("a", 0), idle("b", 10));
        assertThat(ScalingPolicy.decide(Samples.scaling(1, 2, 10), now, 1_000_000))
                .containsExactly(new Action.Keep(ScalingPolicy.NEVER));
        assertThat(ScalingPolicy.decide(Samples.scaling(1, 1, 10), now, 1_000_000))
                .containsExactly(stop("a"), new Action.Keep(ScalingPolicy.NEVER));
    }

    @Test
    void aCallThatIsExpectedHasAnInstanceAndOneOnly() {
        Scaling spec = Samples.scaling(1, 0, 10);
        Snapshot none = new Snapshot(0, 0, 0, 0, 0, KEEP_ALIVE, true, NEVER, 4, List.of());
        assertThat(claims(spec, none)).isEqualTo(1);
        Snapshot two = new Snapshot(2, 0, 0, 0, 0, KEEP_ALIVE, true, NEVER, 4, List.of(idle("a", 0), idle("b", 10)));
        assertThat(claims(spec, two)).isZero();
        assertThat(ScalingPolicy.decide(spec, two, 1_000_000))
                .containsExactly(stop("a"), new Action.Keep(ScalingPolicy.NEVER));
    }

    @Test
    void whatTheWorkOfNowNeedsDoesNotStop() {
        Snapshot now = new Snapshot(2, 0, 0, 2, 0, KEEP_ALIVE, false, NEVER, 4, List.of(idle("a", 0)));
        assertThat(ScalingPolicy.decide(Samples.scaling(1, 0, 10), now, 1_000_000))
                .containsExactly(new Action.Keep(1_060_000));
    }

    private static int claims(Scaling spec, Snapshot now) {
        return ScalingPolicy.claims(spec, now, 0);
    }

    private static Snapshot cold(int queued) {
        return new Snapshot(0, 0, 0, 0, queued, KEEP_ALIVE, false, NEVER, 4, List.of());
    }

    private static Snapshot idle(int inFlight, Idle... idle) {
        return new Snapshot(idle.length, 0, 0, inFlight, 0, KEEP_ALIVE, false, NEVER, 4, List.of(idle));
    }

    private static Idle idle(String id, long since) {
        return new Idle(new RunnerId(id), since);
    }

    private static Action stop(String id) {
        return new Action.Stop(new RunnerId(id), "idle");
    }
}
