package dev.sluice.decorators.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketsTest {

    @Test
    void aBurstIsGivenAndThenOneAfterTheOther() {
        Buckets buckets = new Buckets(10, 3, 10);

        assertThat(buckets.take("a", 1000)).isEqualTo(new Buckets.Taken(2, 0, 10));
        assertThat(buckets.take("a", 1000)).isEqualTo(new Buckets.Taken(1, 0, 20));
        assertThat(buckets.take("a", 1000)).isEqualTo(new Buckets.Taken(0, 0, 30));
        assertThat(buckets.take("a", 1004)).isEqualTo(new Buckets.Taken(0, 6, 26));
        assertThat(buckets.take("a", 1010)).isEqualTo(new Buckets.Taken(0, 0, 30));
        assertThat(buckets.take("a", 2000)).isEqualTo(new Buckets.Taken(2, 0, 10));
    }

    @Test
    void keysDoNotTouchEachOther() {
        Buckets buckets = new Buckets(10, 1, 10);

        assertThat(buckets.take("a", 0).granted()).isTrue();
        assertThat(buckets.take("b", 0).granted()).isTrue();
        assertThat(buckets.take("a", 0).granted()).isFalse();
    }

    @Test
    void aClockThatPassesTheLargestNumberIsStillAClock() {
        Buckets buckets = new Buckets(10, 1, 10);

        assertThat(buckets.take("a", Long.MAX_VALUE - 5).granted()).isTrue();
        assertThat(buckets.take("a", Long.MAX_VALUE - 1).granted()).isFalse();
        assertThat(buckets.take("a", Long.MIN_VALUE + 20).granted()).isTrue();
    }

    @Test
    void onlyAFullBucketIsForgotten() {
        Buckets buckets = new Buckets(10, 2, 3);
        buckets.take("early", 0);
        buckets.take("busy", 0);
        buckets.take("busy", 0);
        buckets.take("late", 5);

        assertThat(buckets.take("new", 11).left()).isEqualTo(1);

        assertThat(buckets.size()).isEqualTo(3);
        assertThat(buckets.take("busy", 11).left()).isZero();
        assertThat(buckets.take("busy", 11).granted()).isFalse();
    }

    @Test
    void newKeysShareOneBucketWhileThereIsNoRoom() {
        Buckets buckets = new Buckets(10, 1, 2);
        buckets.take("a", 0);
        buckets.take("b", 0);

        assertThat(buckets.take("c", 1).granted()).isTrue();
        assertThat(buckets.take("d", 1).granted()).isFalse();
        assertThat(buckets.take("c", 1).granted()).isFalse();
        assertThat(buckets.take("a", 1).granted()).isFalse();
        assertThat(buckets.size()).isEqualTo(2);
        assertThat(buckets.take("d", 50).granted()).isTrue();
    }

    /** Whatever a flood of keys does, no key gets more than its own bucket and the shared one would give. */
    @Test
    void nobodyEscapesByFloodingKeys() {
        long seed = 20261123;
        Random random = new Random(seed);
        int burst = 4;
        long interval = 100;
        Buckets buckets = new Buckets(interval, burst, 50);
        Map<String, Integer> granted = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 200_000; i++) {
            now += random.nextInt(3);
            String key = random.nextInt(4) == 0 ? "victim" : "flood-" + random.nextInt(5_000);
            if (buckets.take(key, now).granted()) {
                granted.merge(key, 1, Integer::sum);
            }
            assertThat(buckets.size()).isLessThanOrEqualTo(50);
        }
        long most = 2 * (burst + now / interval);
        assertThat(granted.values()).as("seed %d", seed).allMatch(count -> count <= most);
        assertThat(granted.get("victim")).as("seed %d", seed).isGreaterThan((int) (now / interval / 2));
        // 50 buckets and the shared one are all that there is to take from, but for full ones that were forgotten.
        assertThat(granted.values().stream().mapToLong(Integer::longValue).sum())
                .isLessThanOrEqualTo(51 * (burst + now / interval));
    }
}
