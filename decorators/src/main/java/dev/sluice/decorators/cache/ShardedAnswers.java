package dev.sluice.decorators.cache;

import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.cache.shard.KeptBytes;
import dev.sluice.decorators.cache.shard.ShardGroup;
import dev.sluice.decorators.cache.shard.ShardKey;
import java.util.Optional;

/** Answers in processes that all gateways of a machine share, each for a part of the keys. Its stamps are moments of the machine's clock. */
final class ShardedAnswers implements Answers {

    private final ShardGroup group;

    ShardedAnswers(ShardGroup group) {
        this.group = group;
    }

    private static ShardKey shardKey(Key key) {
        String target = key.target().path() + "\n" + key.target().query();
        return ShardKey.of(key.more().isEmpty() ? target : target + "\n" + String.join("\n", key.more()), key.place());
    }

    @Override
    public Optional<Stored> find(Key key, Headers request) throws InterruptedException {
        return group.find(shardKey(key), request).flatMap(StoredBytes::read);
    }

    @Override
    public Turn turn(Key key, Headers request, Optional<Stored> known) throws InterruptedException {
        long before = known.map(Stored::asked).orElse(Long.MIN_VALUE);
        return switch (group.join(shardKey(key), request, before)) {
            case ShardGroup.Joined.Told(Optional<KeptBytes> answer) -> new Turn.Told(answer.flatMap(StoredBytes::read));
            case ShardGroup.Ticket ticket -> new Asking(ticket, group.moment());
        };
    }

    private record Asking(ShardGroup.Ticket ticket, long stamp) implements Turn.Ask {

        @Override
        public void landed(Optional<Stored> answer) {
            ticket.land(answer.map(StoredBytes::of));
        }

        @Override
        public void brokeOff() {
            ticket.leave();
        }
    }

    @Override
    public boolean isCurrent(Key key, Headers request, Stored known) throws InterruptedException {
        return find(key, request).filter(now -> now.asked() >= known.asked()).isPresent();
    }

    @Override
    public void changed(CacheTarget place) {
        group.changed(place.place());
    }

    @Override
    public void retire() {
        group.retire();
    }
}
