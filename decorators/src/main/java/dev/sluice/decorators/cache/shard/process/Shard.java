package dev.sluice.decorators.cache.shard.process;

import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.cache.shard.KeptBytes;
import dev.sluice.decorators.cache.shard.Reply;
import dev.sluice.decorators.cache.shard.Request;
import dev.sluice.decorators.cache.shard.ShardKey;
import dev.sluice.decorators.cache.shard.ShardSize;
import dev.sluice.decorators.cache.shard.process.Flights.Seat;
import dev.sluice.decorators.cache.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Keeps the answers of its keys, and lets one at a time ask for each. Does no I/O itself. Thread-safe. */
final class Shard {

    private final Store<ShardKey, KeptBytes> store;
    private final LongSupplier nanos;

    /** Guarded by itself. */
    private final Flights<Peer> flights = new Flights<>();

    /** {@code nanos}: a clock that never goes back. */
    Shard(ShardSize size, LongSupplier nanos) {
        this.store = new Store<>(size.bytes(), size.entries());
        this.nanos = nanos;
    }

    /** Does what a gateway asks for. */
    void take(Request request, Peer peer) {
        switch (request) {
            case Request.Find(long id, ShardKey key, Headers head) ->
                peer.answer(new Reply.Found(id, store.find(key, head)));
            case Request.Join join -> peer.answer(join(join, peer));
            case Request.Land(long id, ShardKey key, Optional<KeptBytes> answer) -> {
                answer.ifPresent(kept -> store.put(key, kept));
                land(key, new Seat<>(peer, id)).forEach(seat -> seat.peer().tell(new Reply.Landed(seat.id(), answer)));
            }
            case Request.Leave(long id, ShardKey key) ->
                leave(key, new Seat<>(peer, id)).ifPresent(next -> next.peer().tell(new Reply.Ask(next.id())));
            case Request.Copy(ShardKey key, KeptBytes answer) -> store.put(key, answer);
            case Request.Change(int place, long at) -> store.changes().at(place, at);
            case Request.ChangeEverywhere(long at) -> store.changes().everywhere(at);
            case Request.Count(long id) -> peer.answer(new Reply.Figures(id, store.size(), store.bytes()));
        }
    }

    private Reply join(Request.Join join, Peer peer) {
        synchronized (flights) {
            // Whoever lands puts first, so that nobody finds neither a flight nor what came of it.
            Optional<KeptBytes> newer = flights.isFlying(join.key())
                    ? Optional.empty()
                    : store.find(join.key(), join.request()).filter(kept -> kept.asked() > join.known());
            if (newer.isPresent()) {
                return new Reply.Landed(join.id(), newer);
            }
            return flights.join(join.key(), new Seat<>(peer, join.id()), nanos.getAsLong())
                    ? new Reply.Ask(join.id())
                    : new Reply.Wait(join.id());
        }
    }

    private List<Seat<Peer>> land(ShardKey key, Seat<Peer> seat) {
        synchronized (flights) {
            return flights.land(key, seat);
        }
    }

    private Optional<Seat<Peer>> leave(ShardKey key, Seat<Peer> seat) {
        synchronized (flights) {
            return flights.leave(key, seat, nanos.getAsLong());
        }
    }

    /** A gateway is not connected any more: others ask for what it was to. */
    void gone(Peer peer) {
        List<Seat<Peer>> next;
        synchronized (flights) {
            next = flights.gone(peer, nanos.getAsLong());
        }
        next.forEach(seat -> seat.peer().tell(new Reply.Ask(seat.id())));
    }
}
