package dev.sluice.gateway.observe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BufferBudgetTest {

    private static final int LENGTH = 100 - BufferBudget.LINE_OVERHEAD % 100;
    private static final int SIZE = BufferBudget.LINE_OVERHEAD + LENGTH;

    private final BufferBudget room = new BufferBudget(600L * SIZE);

    /** Lets all flood, a line each in turn, and says how many lines each got in. */
    private List<Long> flood(int functions) {
        List<BufferBudget.Share> shares =
                IntStream.range(0, functions).mapToObj(i -> room.new Share()).toList();
        long[] taken = new long[functions];
        for (int round = 0; round < 1_000; round++) {
            for (int i = 0; i < functions; i++) {
                taken[i] += shares.get(i).take(LENGTH) ? 1 : 0;
            }
        }
        return IntStream.range(0, functions).mapToObj(i -> taken[i]).toList();
    }

    @Test
    void oneThatFloodsTakesHalf() {
        assertThat(flood(1)).allSatisfy(lines -> assertThat(lines).isBetween(299L, 300L));
    }

    @Test
    void manyThatFloodTakeTheSameAndLeaveAsMuch() {
        assertThat(flood(5)).allSatisfy(lines -> assertThat(lines).isBetween(98L, 101L));

        assertThat(room.new Share().take(LENGTH)).isTrue();
        assertThat(room.free()).isGreaterThan(90L * SIZE);
    }

    @Test
    void whatWasWrittenMakesRoom() {
        BufferBudget.Share share = room.new Share();
        while (share.take(LENGTH)) {
            assertThat(room.free()).isPositive();
        }
        assertThat(share.takeRefused()).isEqualTo(1);
        assertThat(share.takeRefused()).isZero();

        share.giveBack(LENGTH);

        assertThat(share.take(LENGTH)).isTrue();
    }
}
