package dev.sluice.core.ownership;

import dev.sluice.core.loop.StateMachine;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One lock, semaphore or election as one gateway knows it. All that was asked since the last write goes into the next one. A
 * write by compare and set proves what was known; what needs no write is answered by what was read after it was asked. Who begins
 * to wait is told nothing by that, so he goes into the record with what happens next there, or soon. Whose hold has stood unchanged
 * for its lease by this gateway's clock loses it by such a write, so that a renewal that came first wins.
 */
final class Claims implements StateMachine<ClaimEffect> {

    /** How long one waits after the store failed. */
    static final long RETRY = Duration.ofSeconds(1).toNanos();

    /** How long those who only begin to wait are kept back, so that they are written with what happens next. */
    private static final long COMPANY = Duration.ofMillis(5).toNanos();

    private final Consumer<OwnershipEvent> events;
    private final Sightings sightings;
    private final Map<String, Waiter> waiters = new LinkedHashMap<>();
    private final List<Wish> wishes = new ArrayList<>();

    /** Claims whose waiters were told of a failure, and which the record may know all the same. */
    private final Set<String> givenUp = new HashSet<>();

    private Optional<Known> known = Optional.empty();
    private Optional<Proposal> proposed = Optional.empty();
    private boolean asking;
    private boolean watched;
    private boolean stale = true;
    private long arrived;
    private long covered;
    private long verified;
    private OptionalLong retryAt = OptionalLong.empty();

    /** When those are written at the latest who only begin to wait; empty if there are none. */
    private OptionalLong entersAt = OptionalLong.empty();

    private record Known(Version version, Holdings holdings) {}

    /** {@code gateway}: of this process alone. */
    Claims(String gateway, Consumer<OwnershipEvent> events) {
        this.events = events;
        this.sightings = new Sightings(gateway);
    }

    void acquire(Waiter waiter, long now, Consumer<ClaimEffect> out) {
        waiters.put(waiter.claim().id(), waiter);
        arrived++;
        advance(now, out);
    }

    /** Who waited is answered that he left, or that it was granted to him meanwhile. */
    void leave(String claim, long now, Consumer<ClaimEffect> out) {
        if (waiters.computeIfPresent(claim, (_, waiter) -> waiter.leave()) != null) {
            arrived++;
            advance(now, out);
        }
    }

    void ask(Wish wish, long now, Consumer<ClaimEffect> out) {
        wishes.add(wish);
        arrived++;
        advance(now, out);
    }

    /** The store tells that the record may have changed. */
    void changed(long now, Consumer<ClaimEffect> out) {
        stale = true;
        advance(now, out);
    }

    void read(Version version, Holdings holdings, boolean watching, long now, Consumer<ClaimEffect> out) {
        asking = false;
        watched |= watching;
        know(version, holdings, now);
        if (isIdle() && sightings.nextExpiry() > now) {
            // It was renewed at another gateway, which looks after it.
            sightings.forget();
        }
        advance(now, out);
    }

    /** Empty if the record is not what it was thought to be. */
    void written(Optional<Version> made, long now, Consumer<ClaimEffect> out) {
        asking = false;
        Proposal proposal = proposed.orElseThrow();
        proposed = Optional.empty();
        if (made.isPresent()) {
            proposal.events(known.orElseThrow().holdings()).forEach(events);
            know(made.get(), proposal.next().in(made.get()), now);
            settle(proposal, now, out);
        } else {
            known = Optional.empty();
        }
        advance(now, out);
    }

    /** The store failed; whether a change was made is not known. */
    void failed(RuntimeException cause, long now, Consumer<ClaimEffect> out) {
        asking = false;
        proposed = Optional.empty();
        known = Optional.empty();
        retryAt = OptionalLong.of(now + RETRY);
        wishes.forEach(wish -> out.accept(new ClaimEffect.Fail(wish.answer(), cause)));
        wishes.clear();
        List<Waiter> failed = waiters.values().stream().filter(Waiter::leaving).toList();
        failed.forEach(waiter -> giveUp(waiter, cause, out));
    }

    private void giveUp(Waiter waiter, RuntimeException cause, Consumer<ClaimEffect> out) {
        String claim = waiter.claim().id();
        waiters.remove(claim);
        if (waiter.written()) {
            givenUp.add(claim);
        }
        out.accept(new ClaimEffect.Fail(waiter.answer(), cause));
    }

    private void know(Version version, Holdings holdings, long now) {
        known = Optional.of(new Known(version, holdings));
        verified = covered;
        retryAt = OptionalLong.empty();
        sightings.see(holdings, now);
        givenUp.removeIf(claim -> !holdings.knows(claim));
    }

    @Override
    public void tick(long now, Consumer<ClaimEffect> out) {
        advance(now, out);
    }

    private void advance(long now, Consumer<ClaimEffect> out) {
        if (asking || now < retryAt.orElse(now) || (isIdle() && sightings.nextExpiry() > now)) {
            return;
        }
        if (known.isEmpty()) {
            read(out);
            return;
        }
        Proposal proposal = Proposal.of(known.get().holdings(), waiters, wishes, givenUp, sightings, now);
        entersAt = proposal.onlyEnters(known.get().holdings())
                ? OptionalLong.of(entersAt.orElse(now + COMPANY))
                : OptionalLong.empty();
        if (now < entersAt.orElse(now)) {
            if (stale || !watched) {
                read(out);
            }
        } else if (!proposal.next().equals(known.get().holdings())) {
            write(proposal, out);
        } else if (verified < arrived || (stale && !waiters.isEmpty())) {
            read(out);
        } else {
            settle(proposal, now, out);
            if (!waiters.isEmpty() && !watched) {
                read(out);
            }
        }
    }

    private void read(Consumer<ClaimEffect> out) {
        asking = true;
        stale = false;
        covered = arrived;
        out.accept(new ClaimEffect.Read(!waiters.isEmpty() && !watched));
    }

    private void write(Proposal proposal, Consumer<ClaimEffect> out) {
        asking = true;
        covered = arrived;
        entersAt = OptionalLong.empty();
        waiters.replaceAll((_, waiter) -> waiter.write());
        proposed = Optional.of(proposal);
        out.accept(new ClaimEffect.Write(known.orElseThrow().version(), proposal.next()));
    }

    /** The record stands as proposed: answers all of whom that decides. */
    private void settle(Proposal proposal, long now, Consumer<ClaimEffect> out) {
        Holdings holdings = known.orElseThrow().holdings();
        for (Wish wish : proposal.wishes()) {
            out.accept(answer(wish, proposal, holdings));
        }
        wishes.removeAll(proposal.wishes());
        proposal.refused().forEach((claim, why) -> answer(claim, why, now, out));
        for (Hold hold : holdings.holds()) {
            answer(
                    hold.claim().id(),
                    new Acquired.Granted(hold.token(), hold.claim().lease()),
                    now,
                    out);
        }
        proposal.leaving().stream()
                .filter(claim -> !holdings.knows(claim))
                .forEach(claim -> answer(claim, new Acquired.Left(Standing.of(holdings)), now, out));
    }

    private ClaimEffect answer(Wish wish, Proposal proposal, Holdings holdings) {
        return switch (wish) {
            case Wish.Look(CompletableFuture<Standing> to) -> new ClaimEffect.Answer<>(to, Standing.of(holdings));
            case Wish.Renew(Version _, CompletableFuture<Held> to) -> renewed(wish, to, proposal, holdings);
            case Wish.Release(Version _, CompletableFuture<Held> to) -> held(wish, to, proposal, holdings);
        };
    }

    private ClaimEffect renewed(Wish wish, CompletableFuture<Held> to, Proposal proposal, Holdings holdings) {
        if (!proposal.held().containsKey(wish)) {
            events.accept(new OwnershipEvent.Lost());
        }
        return held(wish, to, proposal, holdings);
    }

    private static ClaimEffect held(Wish wish, CompletableFuture<Held> to, Proposal proposal, Holdings holdings) {
        Held held = Optional.ofNullable(proposal.held().get(wish))
                .<Held>map(hold -> new Held.Yes(hold.claim().lease()))
                .orElseGet(() -> new Held.No(Standing.of(holdings)));
        return new ClaimEffect.Answer<>(to, held);
    }

    private void answer(String claim, Acquired acquired, long now, Consumer<ClaimEffect> out) {
        Waiter waiter = waiters.remove(claim);
        if (waiter != null) {
            events.accept(OwnershipEvent.of(acquired, now - waiter.asked()));
            out.accept(new ClaimEffect.Answer<>(waiter.answer(), acquired));
        }
    }

    /** Whether nobody at this gateway wants anything, nor has left anything behind. */
    private boolean isIdle() {
        return waiters.isEmpty() && wishes.isEmpty() && givenUp.isEmpty();
    }

    /** How it stands, as this gateway has heard last. */
    Tended tended(OwnedName name, long now) {
        int waiting = known.map(heard -> heard.holdings().waiting().size()).orElse(0);
        return new Tended(name, sightings.by(now), waiters.size(), Math.max(waiting, waiters.size()));
    }

    @Override
    public long nextTick() {
        if (asking) {
            return NEVER;
        }
        long expiry = sightings.nextExpiry();
        if (retryAt.isEmpty()) {
            return isIdle() ? expiry : Math.min(expiry, entersAt.orElse(NEVER));
        }
        return isIdle() ? Math.max(retryAt.getAsLong(), expiry) : retryAt.getAsLong();
    }

    @Override
    public boolean isEmpty() {
        return !asking && isIdle() && sightings.isEmpty();
    }
}
