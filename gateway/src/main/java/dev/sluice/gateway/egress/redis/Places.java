package dev.sluice.gateway.egress.redis;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/**
 * The places for connections to one proxy, so many for those that were let in, and as many apart from them for those that have not shown the
 * token yet: where these are all taken, the oldest makes room. Thread-safe.
 */
final class Places<S> {

    private final int most;
    private final Set<S> inside = new HashSet<>();
    private final SequencedSet<S> outside = new LinkedHashSet<>();

    /** @param most how many there are of each sort */
    Places(int most) {
        this.most = most;
    }

    /** One came that has to show the token; answers who has to go for it. */
    synchronized Optional<S> waits(S one) {
        outside.add(one);
        if (outside.size() <= most) {
            return Optional.empty();
        }
        return Optional.of(outside.removeFirst());
    }

    /** One is let in; false if there is no place. */
    synchronized boolean enters(S one) {
        outside.remove(one);
        return inside.size() < most && inside.add(one);
    }

    /** One has gone, wherever it was. */
    synchronized void left(S one) {
        inside.remove(one);
        outside.remove(one);
    }
}
