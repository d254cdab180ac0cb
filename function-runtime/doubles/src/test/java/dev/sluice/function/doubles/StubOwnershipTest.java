package dev.sluice.function.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.function.ownership.Barrier;
import dev.sluice.function.ownership.Hold;
import dev.sluice.function.ownership.HoldOptions;
import dev.sluice.function.ownership.KeyOptions;
import dev.sluice.function.ownership.KeyValue;
import dev.sluice.function.ownership.Leader;
import dev.sluice.function.ownership.OwnershipException;
import dev.sluice.function.ownership.Party;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StubOwnershipTest {

    private static final HoldOptions NOW = HoldOptions.DEFAULT.waiting(Duration.ZERO);

    private final StubOwnership stub = new StubOwnership();

    @Test
    void contextsThatShareOneOwnInTurn() throws Exception {
        StubContext one = new StubContext("f").ownership(stub);
        StubContext other = new StubContext("f").ownership(stub);
        Hold first = one.ownership().lock("nightly");

        assertThatThrownBy(() -> other.ownership().lock("nightly", NOW))
                .isInstanceOfSatisfying(
                        OwnershipException.class, e -> assertThat(e.reason()).isEqualTo("held_by_others"));
        long token = first.token();
        first.close();

        assertThat(other.ownership().lock("nightly", NOW).token()).isGreaterThan(token);
        assertThat(new StubContext("f").ownership().lock("nightly", NOW).isHeld())
                .isTrue();
    }

    @Test
    void whatTheTestTakesAwayIsLost() throws Exception {
        AtomicInteger told = new AtomicInteger();
        Hold late = stub.lock("nightly", NOW.onLoss(told::incrementAndGet));
        stub.put("result", "by the late one", KeyOptions.ANY.token(late));
        long token = late.token();

        stub.lose("nightly");

        assertThat(told).hasValue(1);
        assertThatThrownBy(late::token).hasMessage("'nightly' is not held any more");
        Hold next = stub.lock("nightly", NOW);
        stub.put("result", "by the next", KeyOptions.ANY.token(next));
        assertThatThrownBy(() -> stub.put("result", "late", KeyOptions.ANY.token(token)))
                .isInstanceOfSatisfying(
                        OwnershipException.class, e -> assertThat(e.reason()).isEqualTo("token_stale"));
    }

    @Test
    void keysAreComparedAndSet() throws Exception {
        long first = stub.put("k", "a", KeyOptions.ANY.ifVersion(0));

        assertThatThrownBy(() -> stub.put("k", "b", KeyOptions.ANY.ifVersion(0)))
                .hasMessage("the key 'k' has the version " + first);
        stub.put("k", "b", KeyOptions.ANY.ifValue("a"));
        assertThat(stub.nextValue("k", first, Duration.ofSeconds(5)).map(KeyValue::value))
                .contains("b");
        assertThat(stub.remove("k", KeyOptions.ANY)).isTrue();
        assertThat(stub.get("k")).isEmpty();
    }

    @Test
    void aBarrierOpensForAllWhoCame() throws Exception {
        Barrier early = stub.arrive("stage", new Party("a", 2), Duration.ZERO);
        assertThat(early).isEqualTo(new Barrier(false, 0, 2, List.of("a")));
        assertThatThrownBy(() -> stub.arrive("stage", new Party("b", 3), Duration.ZERO))
                .hasMessage("those who wait at 'stage' say that 2 must come");

        assertThat(stub.arrive("stage", new Party("b", 2), Duration.ZERO).open())
                .isTrue();

        assertThat(stub.arrive("stage", new Party("a", 2).generation(0), Duration.ZERO)
                        .open())
                .isTrue();
        assertThat(stub.barrier("stage")).isEqualTo(new Barrier(false, 1, 2, List.of()));
    }

    @Test
    void permitsAreAsManyAndALeaderIsFound() throws Exception {
        stub.permit("pool", 2, NOW);
        stub.permit("pool", 2, NOW);
        assertThatThrownBy(() -> stub.permit("pool", 2, NOW)).isInstanceOf(OwnershipException.class);

        Hold lead = stub.lead("boss", "a:1", NOW.who("ann"));
        assertThat(stub.leader("boss")).contains(new Leader("ann", "a:1", lead.token()));
        long token = lead.token();
        lead.close();
        assertThat(stub.nextLeader("boss", token, Duration.ofSeconds(5))).isEmpty();
    }
}
