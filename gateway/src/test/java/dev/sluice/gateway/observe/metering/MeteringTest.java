package dev.sluice.gateway.observe.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cost.Usage;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.observe.Calls;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeteringTest {

    private static final FunctionName HELLO = new FunctionName("hello");
    private static final RunnerId ONE = new RunnerId("r1");
    private static final RunnerId OTHER = new RunnerId("r2");

    private final Set<FunctionName> functions =
            new HashSet<>(Set.of(HELLO, new FunctionName("b"), new FunctionName("c")));
    private long now = 1;
    private final Metering metering = new Metering(2, functions::contains, () -> now);

    @Test
    void callsAndTheirTimeAndColdStartsAreCounted() {
        metering.call(Calls.cold());
        metering.call(Calls.warm("hello"));
        pass(10);
        assertThat(hello().usage())
                .isEqualTo(new Usage(Duration.ofSeconds(10), 2, 1, Duration.ofNanos(4_250_000), Duration.ZERO));
    }

    @Test
    void aCallThatReachedNoInstanceIsNotMetered() {
        metering.call(Calls.refused("hello", new Outcome.NoSuchFunction(), 404));
        assertThat(metering.read()).isEmpty();
    }

    @Test
    void instancesAreMeteredFromTheirFirstToTheirLastMomentAndUntilNow() {
        metering.pool(specialised(ONE));
        pass(5);
        metering.pool(specialised(OTHER));
        pass(5);
        metering.pool(new PoolEvent.InstanceStopped(HELLO, 1, ONE, "idle"));
        pass(5);
        assertThat(hello().usage().up()).isEqualTo(Duration.ofSeconds(20));
        metering.pool(new PoolEvent.InstanceCrashed(HELLO, 1, OTHER, new RunnerExit(1, false, "")));
        pass(5);
        assertThat(hello().usage().up()).isEqualTo(Duration.ofSeconds(20));
        assertThat(metering.upSeconds().get(HELLO)).isEqualTo(20.0);
    }

    @Test
    void whatIsNoInstanceYetIsNot() {
        metering.pool(new PoolEvent.RunnerReady(new RuntimeName("java25"), ONE, Duration.ZERO));
        metering.pool(new PoolEvent.SpecialiseFailed(HELLO, 1, "initialiser_failed"));
        metering.pool(new PoolEvent.RunnerLost(new RuntimeName("java25"), ONE, ""));
        assertThat(metering.read()).isEmpty();
    }

    @Test
    void gapsAreThoseBetweenTheEndOfACallAndTheNextOne() {
        metering.call(at(0, 60));
        metering.call(at(60, 0.1));
        metering.call(at(60 + 14 * 60, 0.1));
        var gaps = hello().gaps();
        assertThat(gaps.gaps())
                .as("calls that follow at once have none between them")
                .isEqualTo(1);
        assertThat(gaps.quantile(1)).hasValue(Duration.ofMinutes(14));
    }

    @Test
    void callsAtTheSameTimeHaveNoGap() {
        metering.call(at(10, 5));
        metering.call(at(0, 100));
        metering.call(at(50, 2));
        assertThat(hello().gaps().gaps()).isZero();
    }

    @Test
    void moreFunctionsThanMayBeAreNotMetered() {
        List.of("hello", "b", "c").forEach(name -> metering.call(Calls.warm(name)));
        assertThat(metering.read()).containsOnlyKeys(HELLO, new FunctionName("b"));
    }

    @Test
    void aFunctionThatWasRemovedIsForgottenAndItsLastCallsMakeItNotAnew() {
        metering.call(Calls.warm("hello"));
        functions.remove(HELLO);
        metering.forget(HELLO);
        metering.call(Calls.warm("hello"));
        assertThat(metering.read()).isEmpty();
    }

    @Test
    void anInstanceThatEndsAfterItsFunctionWasRemovedMakesItNotAnew() {
        metering.pool(specialised(ONE));
        functions.remove(HELLO);
        metering.forget(HELLO);
        metering.pool(specialised(OTHER));
        metering.pool(new PoolEvent.InstanceStopped(HELLO, 1, ONE, "removed"));
        metering.pool(new PoolEvent.InstanceStopped(HELLO, 1, OTHER, "removed"));
        assertThat(metering.read()).isEmpty();
    }

    @Test
    void whatWasOnlyTriedTakesNoPlaceOfOthers() {
        functions.remove(HELLO);
        metering.pool(specialised(ONE));
        metering.pool(new PoolEvent.InstanceStopped(HELLO, 1, ONE, "trial failed"));
        assertThat(metering.read()).isEmpty();
    }

    private Metered hello() {
        return Objects.requireNonNull(metering.read().get(HELLO));
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static PoolEvent specialised(RunnerId id) {
        return new PoolEvent.Specialised(HELLO, 1, id, Duration.ZERO);
    }

    /** A call that begins so many seconds after some moment, and takes so long. */
    private static InvocationRecord at(double begin, double seconds) {
        InvocationRecord call = Calls.warm("hello");
        return new InvocationRecord(
                call.invocation(),
                call.version(),
                call.instance(),
                call.outcome(),
                call.timings(),
                call.status(),
                call.bytesIn(),
                call.bytesOut(),
                call.startEpochMicros() + Math.round(begin * 1e6),
                Math.round(seconds * 1e9),
                call.traceparent(),
                call.parentSpan(),
                call.progress());
    }
}
