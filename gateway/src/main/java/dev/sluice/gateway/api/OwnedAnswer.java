package dev.sluice.gateway.api;

import dev.sluice.core.ownership.Tended;
import java.util.Comparator;
import java.util.List;

/**
 * What is owned, as far as one gateway looks after it.
 *
 * @param all how many there are; {@code first} has at most {@value #MOST} of them, those that most wait for first
 */
record OwnedAnswer(int all, List<Owned> first) {

    private static final int MOST = 20;

    /** A lock, a semaphore, an election or a shard; {@code waiting} at all gateways. */
    record Owned(String sort, String name, String namespace, List<Holder> holders, int waiting) {

        static Owned of(Tended tended) {
            return new Owned(
                    tended.name().sort().word(),
                    tended.name().name(),
                    tended.name().namespace().value(),
                    tended.holders().stream().map(Holder::of).toList(),
                    tended.waiting());
        }

        private boolean isUsed() {
            return waiting > 0 || !holders.isEmpty();
        }
    }

    /** {@code leftMillis}: after which it ends unless it is renewed. */
    record Holder(String who, long token, long leftMillis) {

        static Holder of(Tended.By by) {
            return new Holder(by.who(), by.token().number(), by.left().toMillis());
        }
    }

    static OwnedAnswer of(List<Tended> tended) {
        List<Owned> used = tended.stream().map(Owned::of).filter(Owned::isUsed).toList();
        Comparator<Owned> mostWanted = Comparator.comparingInt(Owned::waiting).reversed();
        return new OwnedAnswer(
                used.size(),
                used.stream()
                        .sorted(mostWanted
                                .thenComparing(Owned::namespace)
                                .thenComparing(Owned::sort)
                                .thenComparing(Owned::name))
                        .limit(MOST)
                        .toList());
    }
}
