package dev.sluice.gateway.upstream.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Places without connections; those with some are in {@code KeptConnectionTest}. */
class ConnectionPoolTest {

    private static final Origin ORIGIN = new Origin(false, "a.example", 80);
    private static final Origin OTHER = new Origin(false, "a.example", 81);

    private final EventLoop loop = new DefaultEventLoop();
    private final ConnectionPool pool = new ConnectionPool(2, 2);
    private final List<String> granted = new ArrayList<>();

    @AfterEach
    void close() {
        loop.shutdownGracefully();
    }

    private Grant take(Origin origin, Waiter waiter) {
        return pool.take(origin, loop, false, waiter);
    }

    private ConnectionPermit taken(Origin origin) {
        return (ConnectionPermit) take(origin, place -> {
            throw new AssertionError("nobody waits");
        });
    }

    @Test
    void thereAreSoManyPlacesForEachOriginAndSoManyMayWaitFirstComeFirstServed() {
        ConnectionPermit one = taken(ORIGIN);
        ConnectionPermit two = taken(ORIGIN);
        assertThat(take(OTHER, place -> {})).isInstanceOf(ConnectionPermit.class);

        assertThat(take(ORIGIN, place -> granted.add("first"))).isEqualTo(Grant.WAITING);
        assertThat(take(ORIGIN, place -> granted.add("second"))).isEqualTo(Grant.WAITING);
        assertThat(take(ORIGIN, place -> granted.add("third"))).isEqualTo(Grant.FULL);
        one.free();
        two.keep();

        assertThat(granted).containsExactly("first", "second");
    }

    @Test
    void whoLeavesIsToldNothing() {
        ConnectionPermit one = taken(ORIGIN);
        taken(ORIGIN);
        Waiter impatient = place -> granted.add("impatient");
        take(ORIGIN, impatient);
        take(ORIGIN, place -> granted.add("patient"));

        assertThat(pool.leave(ORIGIN, impatient)).isTrue();
        one.free();

        assertThat(granted).containsExactly("patient");
        assertThat(pool.leave(ORIGIN, impatient)).isFalse();
    }

    @Test
    void anOriginThatNobodyUsesIsForgotten() {
        ConnectionPermit one = taken(ORIGIN);
        ConnectionPermit two = taken(ORIGIN);
        one.free();
        assertThat(pool.origins()).isEqualTo(1);

        two.free();

        assertThat(pool.origins()).isZero();
        assertThat(take(ORIGIN, place -> {})).isInstanceOf(ConnectionPermit.class);
    }
}
