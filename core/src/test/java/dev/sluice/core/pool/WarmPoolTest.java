package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.runner.RunnerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WarmPoolTest {

    private final WarmPool pool = new WarmPool(Samples.KIND, true, 0, new CrashLoop(new SplittableRandom(1)));

    @Test
    void functionsThatNobodyElseCanServeTakeTurns() {
        want("a", 3, 0);
        want("b", 3, 0);
        want("c", 1, 0);

        assertThat(turns(7)).containsExactly("a", "b", "c", "a", "b", "a", "b");
    }

    @Test
    void functionsThatGrowTakeTurnsToo() {
        want("a", 0, 3);
        want("b", 0, 3);

        assertThat(turns(6)).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void whoAsksForMoreKeepsItsPlaceInTheRound() {
        want("a", 2, 0);
        want("b", 2, 0);
        assertThat(turns(1)).containsExactly("a");

        want("a", 9, 0);

        assertThat(turns(2)).containsExactly("b", "a");
    }

    @Test
    void backgroundCallsComeLastAndOnlyAsManyAsThereIsRoomForThem() {
        pool.roomForBackground(1);
        pool.want(PoolName.live(new FunctionName("a")), new FunctionEffect.Want(Samples.KIND, 0, 0, 3));
        want("b", 0, 1);

        assertThat(pool.open()).isEqualTo(2);
        assertThat(turns(2)).containsExactly("b", "a");
        pool.roomForBackground(0);
        pool.add(new RunnerId("last"), 9);
        assertThat(pool.nextInTurn()).isNull();
        assertThat(pool.open()).isZero();
    }

    private void want(String function, int urgent, int growth) {
        pool.want(PoolName.live(new FunctionName(function)), new FunctionEffect.Want(Samples.KIND, urgent, growth));
    }

    /** Who gets the next runners, when they come one at a time. */
    private List<String> turns(int runners) {
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            pool.add(new RunnerId("r" + i), i);
            PoolName next = Objects.requireNonNull(pool.nextInTurn());
            pool.offer(next);
            turns.add(next.function().value());
        }
        return turns;
    }
}
