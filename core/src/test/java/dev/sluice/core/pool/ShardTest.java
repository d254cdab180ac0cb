package dev.sluice.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How keys are cut into shards. */
class ShardTest {

    @Test
    void theHashIsWhatEverybodyCanCompute() {
        // printf %s ann | sha256sum | cut -c 1-16
        assertThat(Long.toHexString(Shard.hash("ann"))).isEqualTo("49915e0d7d4b402e");
        // printf %s żółw | sha256sum | cut -c 1-16
        assertThat(Long.toHexString(Shard.hash("żółw"))).isEqualTo("f36b811094f4408f");
        assertThat(Shard.numberOf(Shard.hash("ann"), 4)).isEqualTo(1);
    }

    @Test
    void rangesOfShardsFollowEachOtherWithoutAGap() {
        assertThat(new Shard(0, 4).range()).isEqualTo("0000000000000000-3fffffffffffffff");
        assertThat(new Shard(3, 4).range()).isEqualTo("c000000000000000-ffffffffffffffff");
        assertThat(new Shard(0, 1).range()).isEqualTo("0000000000000000-ffffffffffffffff");
        for (int count = 1; count <= 1_000; count += 37) {
            for (int number = 0; number < count; number++) {
                Shard shard = new Shard(number, count);
                long first = Long.parseUnsignedLong(shard.range().substring(0, 16), 16);
                long last = Long.parseUnsignedLong(shard.range().substring(17), 16);
                assertThat(shard.holds(first)).isTrue();
                assertThat(shard.holds(last)).isTrue();
                assertThat(number == 0 || !shard.holds(first - 1)).isTrue();
                assertThat(number == count - 1 || !shard.holds(last + 1)).isTrue();
                assertThat(shard.holds(shard.someKey())).isTrue();
                assertThat(shard.someKey()).isNotEqualTo(SlotWaiter.NO_KEY);
            }
        }
    }

    @Test
    void shardsOfAnotherCountOverlapIfAKeyCanBeInBoth() {
        assertThat(new Shard(1, 4).overlaps(new Shard(2, 8))).isTrue();
        assertThat(new Shard(1, 4).overlaps(new Shard(4, 8))).isFalse();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom dice = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            int one = dice.nextInt(1, 50);
            int other = dice.nextInt(1, 50);
            long key = dice.nextLong();
            Shard mine = new Shard(Shard.numberOf(key, one), one);
            assertThat(mine.overlaps(new Shard(Shard.numberOf(key, other), other)))
                    .isTrue();
        }
    }

    @Test
    void thereIsNoShardBeyondTheLast() {
        assertThatThrownBy(() -> new Shard(4, 4)).hasMessage("there is no shard 4 of 4");
        assertThatThrownBy(() -> new Shard(-1, 4)).hasMessage("there is no shard -1 of 4");
    }
}
