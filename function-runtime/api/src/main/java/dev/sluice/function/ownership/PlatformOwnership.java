package dev.sluice.function.ownership;

import static dev.sluice.function.ownership.OwnershipRequests.ANSWER;

import dev.sluice.function.ownership.OwnershipRequests.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** That of a gateway. */
final class PlatformOwnership implements Ownership {

    /** The longest that a request may wait. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final String BARRIERS = "barriers";

    private final OwnershipRequests requests;

    PlatformOwnership(OwnershipRequests requests) {
        this.requests = requests;
    }

    @Override
    public Hold lock(String name, HoldOptions options) throws InterruptedException {
        return acquire("locks", name, options, asked -> asked);
    }

    @Override
    public Hold permit(String semaphore, int permits, HoldOptions options) throws InterruptedException {
        return acquire("semaphores", semaphore, options, asked -> asked.with("permits", permits));
    }

    @Override
    public Hold lead(String election, String value, HoldOptions options) throws InterruptedException {
        return acquire("elections", election, options, asked -> asked.with("value", value));
    }

    private Hold acquire(String sort, String name, HoldOptions options, UnaryOperator<Asked> more)
            throws InterruptedException {
        long end = System.nanoTime() + options.waiting().toNanos();
        while (true) {
            Duration wait = piece(end);
            Asked asked = more.apply(new Asked("POST", sort, name))
                    .with("lease", options.lease())
                    .with("wait", wait);
            long began = System.nanoTime();
            try {
                long token = requests.ask(
                                options.who().isEmpty() ? asked : asked.with("who", options.who()), wait.plus(ANSWER))
                        .number("token");
                return RenewedHold.begin(requests, sort, name, token, began, options);
            } catch (OwnershipException e) {
                if (!e.reason().equals("held_by_others") || System.nanoTime() - end >= 0) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Optional<Leader> leader(String election) throws InterruptedException {
        return leader(requests.ask(new Asked("GET", "elections", election), ANSWER));
    }

    @Override
    public Optional<Leader> nextLeader(String election, long token, Duration wait) throws InterruptedException {
        return changed(
                piece -> leader(requests.ask(
                        new Asked("GET", "elections", election)
                                .with("after", token)
                                .with("wait", piece),
                        piece.plus(ANSWER))),
                found -> found.map(Leader::token).orElse(0L) != token,
                wait);
    }

    private static Optional<Leader> leader(JsonTree tree) {
        return tree.list("holders").stream()
                .max(Comparator.comparingLong(holder -> holder.number("token")))
                .map(holder -> new Leader(holder.text("who"), holder.text("value"), holder.number("token")));
    }

    @Override
    public Optional<KeyValue> get(String key) throws InterruptedException {
        return value(new Asked("GET", "keys", key), ANSWER);
    }

    @Override
    public Optional<KeyValue> nextValue(String key, long version, Duration wait) throws InterruptedException {
        return changed(
                piece -> value(
                        new Asked("GET", "keys", key).with("after", version).with("wait", piece), piece.plus(ANSWER)),
                found -> found.map(KeyValue::version).orElse(0L) != version,
                wait);
    }

    /** A question that may wait for so long. */
    @FunctionalInterface
    private interface Asking<T> {
        T within(Duration piece) throws InterruptedException;
    }

    /** Asks in pieces of what a gateway lets wait. */
    private static <T> T changed(Asking<T> asking, Predicate<T> isNew, Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            T found = asking.within(piece(end));
            if (isNew.test(found) || System.nanoTime() - end >= 0) {
                return found;
            }
        }
    }

    private static Duration piece(long end) {
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        return left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }

    private Optional<KeyValue> value(Asked asked, Duration most) throws InterruptedException {
        return found(asked, most)
                .map(key -> new KeyValue(
                        key.text("value"),
                        key.number("version"),
                        key.find("expiresAt").map(Instant::parse),
                        key.find("token")
                                .map(token -> OptionalLong.of(Long.parseLong(token)))
                                .orElse(OptionalLong.empty())));
    }

    /** What is answered of a key; empty if there is no such one. */
    private Optional<JsonTree> found(Asked asked, Duration most) throws InterruptedException {
        try {
            return Optional.of(requests.ask(asked, most));
        } catch (OwnershipException e) {
            if (e.reason().equals("no_such_key")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public long put(String key, String value, KeyOptions options) throws InterruptedException {
        Asked asked = new Asked("PUT", "keys", key).body(value);
        options.ttl().ifPresent(ttl -> asked.with("ttl", ttl));
        return requests.ask(conditional(asked, options), ANSWER).number("version");
    }

    @Override
    public boolean remove(String key, KeyOptions options) throws InterruptedException {
        return found(conditional(new Asked("DELETE", "keys", key), options), ANSWER)
                .isPresent();
    }

    @Override
    public Barrier barrier(String name) throws InterruptedException {
        return barrier(requests.ask(new Asked("GET", BARRIERS, name), ANSWER), false);
    }

    @Override
    public Barrier arrive(String barrier, Party party, Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        Barrier came = came(barrier, party, piece(end));
        while (!came.open() && System.nanoTime() - end < 0) {
            came = came(barrier, party.generation(came.generation()), piece(end));
        }
        return came;
    }

    private Barrier came(String barrier, Party party, Duration piece) throws InterruptedException {
        Asked asked =
                new Asked("POST", BARRIERS, barrier).with("party", party.name()).with("parties", party.parties());
        party.generation().ifPresent(generation -> asked.with("generation", generation));
        JsonTree tree = requests.ask(asked.with("wait", piece), piece.plus(ANSWER));
        return barrier(tree, tree.truth("open"));
    }

    private static Barrier barrier(JsonTree tree, boolean open) {
        return new Barrier(
                open, tree.number("generation"), Math.toIntExact(tree.number("parties")), tree.texts("arrived"));
    }

    private static Asked conditional(Asked asked, KeyOptions options) {
        options.ifVersion().ifPresent(version -> asked.with("ifVersion", version));
        options.ifValue().ifPresent(value -> asked.with("ifValue", value));
        options.token().ifPresent(token -> asked.with("token", token));
        return asked;
    }
}
