package dev.sluice.decorators.cache.shard.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.decorators.cache.shard.ShardKey;
import dev.sluice.decorators.cache.shard.process.Flights.Seat;
import org.junit.jupiter.api.Test;

class FlightsTest {

    private static final ShardKey KEY = ShardKey.of("/a", 1);
    private static final Seat<String> ANN = new Seat<>("gateway 1", 1);
    private static final Seat<String> BEN = new Seat<>("gateway 2", 1);
    private static final Seat<String> CAT = new Seat<>("gateway 2", 2);

    private final Flights<String> flights = new Flights<>();

    @Test
    void oneAsksAndTheOthersWait() {
        assertThat(flights.join(KEY, ANN, 0)).isTrue();
        assertThat(flights.join(KEY, BEN, 0)).isFalse();
        assertThat(flights.join(ShardKey.of("/b", 1), CAT, 0)).isTrue();

        assertThat(flights.land(KEY, ANN)).containsExactly(BEN);
        assertThat(flights.isFlying(KEY)).isFalse();
    }

    @Test
    void whoGivesUpIsFollowedByTheFirstWhoWaits() {
        flights.join(KEY, ANN, 0);
        flights.join(KEY, BEN, 0);
        flights.join(KEY, CAT, 0);

        assertThat(flights.leave(KEY, BEN, 0)).isEmpty();
        assertThat(flights.leave(KEY, ANN, 0)).contains(CAT);
        assertThat(flights.leave(KEY, CAT, 0)).isEmpty();
        assertThat(flights.isFlying(KEY)).isFalse();
    }

    @Test
    void whoAsksForLongerThanALeaseIsNotWaitedForAndEndsNobodysFlight() {
        long lease = Flights.LEASE.toNanos();
        flights.join(KEY, ANN, 0);
        flights.join(KEY, BEN, lease);

        assertThat(flights.join(KEY, CAT, lease + 1)).isTrue();
        assertThat(flights.land(KEY, ANN)).isEmpty();
        assertThat(flights.land(KEY, CAT)).containsExactly(BEN);
    }

    @Test
    void aGatewayThatGoesLeavesItsPlaceToAnother() {
        flights.join(KEY, CAT, 0);
        flights.join(KEY, BEN, 0);
        flights.join(KEY, ANN, 0);

        assertThat(flights.gone("gateway 2", 0)).containsExactly(ANN);
        assertThat(flights.gone("gateway 1", 0)).isEmpty();
        assertThat(flights.isFlying(KEY)).isFalse();
    }
}
