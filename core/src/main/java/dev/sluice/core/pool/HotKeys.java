package dev.sluice.core.pool;

/**
 * Which keys of a function are called most, of late: a sketch of constant size. Space-Saving (Metwally, Agrawal, El Abbadi: "Efficient Computation of
 * Frequent and Top-k Elements in Data Streams", ICDT 2005): a key that is not watched takes the place of the least called one and inherits its
 * count as its error, so every key with more than one in {@value #WATCHED} of the calls is watched, and its count is too high by at most its error.
 * All counts are halved every {@value #WINDOW} calls, so that what was hot once is forgotten. A call costs a look at {@value #WATCHED} numbers.
 */
final class HotKeys {

    static final int WATCHED = 64;

    /** Of fewer calls nothing is said. */
    static final int LEAST_CALLS = 128;

    private static final int WINDOW = 8_192;

    private final long[] keys = new long[WATCHED];
    private final int[] counts = new int[WATCHED];
    private final int[] errors = new int[WATCHED];
    private int watched;
    private int calls;

    /** There was a call of this key. */
    void add(long key) {
        int at = find(key);
        counts[at < 0 ? watch(key) : at]++;
        if (++calls == WINDOW) {
            halve();
        }
    }

    /**
     * Over how many of {@code instances} the calls of a key are to be spread: so many that each has at most half of what it would have if all calls were spread
     * evenly; 1 if the key is not hot.
     */
    int replicas(long key, int instances) {
        int at = calls < LEAST_CALLS ? -1 : find(key);
        return at < 0 ? 1 : replicas(at, instances);
    }

    /** How many keys are hot where there are so many instances. */
    int hot(int instances) {
        int hot = 0;
        for (int i = 0; i < watched && calls >= LEAST_CALLS; i++) {
            hot += replicas(i, instances) > 1 ? 1 : 0;
        }
        return hot;
    }

    private int replicas(int at, int instances) {
        long halves = 2L * instances * (counts[at] - errors[at]);
        return (int) Math.clamp((halves + calls - 1) / calls, 1, instances);
    }

    private int find(long key) {
        for (int i = 0; i < watched; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }

    private int watch(long key) {
        int at = watched < WATCHED ? watched++ : leastCalled();
        keys[at] = key;
        errors[at] = counts[at];
        return at;
    }

    private int leastCalled() {
        int least = 0;
        for (int i = 1; i < WATCHED; i++) {
            if (counts[i] < counts[least]) {
                least = i;
            }
        }
        return least;
    }

    private void halve() {
        calls /= 2;
        for (int i = 0; i < watched; i++) {
            counts[i] /= 2;
            errors[i] = (errors[i] + 1) / 2;
        }
    }
}
