package dev.sluice.decorators.twofactor.account;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.twofactor.RecordKey;
import dev.sluice.core.twofactor.TwoFactorStore;
import dev.sluice.core.twofactor.TwoFactorStore.Kept;
import dev.sluice.core.twofactor.TwoFactorStore.Mark;
import dev.sluice.decorators.twofactor.account.Keyring.Purpose;
import dev.sluice.decorators.twofactor.code.Codes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Accounts in a store, sealed. A change is made on what is there, and made again when somebody else was first. Thread-safe;
 * every call may block, and throws {@link StorageException} when the store does.
 */
public final class Accounts {

    /** Whoever is not enrolled is forgotten after so long. */
    static final Duration STRANGERS_KEPT = Duration.ofHours(24);

    private static final int LOCKS = 64;
    private static final int MOST_LOOKED_AT = 100_000;
    private static final int MOST_TRIES = 64;

    private final ObjectMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
    private final TwoFactorStore store;
    private final Keyring keys;
    private final Codes codes;
    private final InstantSource clock;

    public Accounts(TwoFactorStore store, Keyring keys, Codes codes, InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.codes = codes;
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** What an account becomes, and what that means. */
    public record Change<R>(Account account, R result) {}

    private record Found(Account account, Mark mark) {}

    /** A pseudonym that tells nothing of the user to whoever lacks the key. */
    public RecordKey key(User user) {
        return new RecordKey(keys.hash(Purpose.USER, user.name()).substring(0, 22));
    }

    /** The user's account; a new one for somebody unknown, which is not kept. */
    public Account get(User user) {
        return find(key(user), user).account();
    }

    /** Changes the user's account, also that of somebody unknown; the last {@code step} made is the one that counts. */
    public <R> R change(User user, Function<Account, Change<R>> step) {
        RecordKey key = key(user);
        // Within one gateway they wait for each other, so that a herd costs one try each.
        ReentrantLock lock = locks[Math.floorMod(key.hashCode(), LOCKS)];
        lock.lock();
        try {
            for (int i = 0; i < MOST_TRIES; i++) {
                Found found = find(key, user);
                Change<R> change = step.apply(found.account());
                if (change.account() == found.account() && !found.mark().equals(Mark.NONE)
                        || write(key, change.account(), found.mark())) {
                    return change.result();
                }
            }
        } finally {
            lock.unlock();
        }
        throw new StorageException(
                StorageException.Reason.FAILED,
                "too many gateways changed one user's second factor at once: try again",
                new IOException(MOST_TRIES + " tries"));
    }

    /** The user of a record, if there is one. */
    public Optional<User> user(RecordKey key) {
        return store.get(key).map(kept -> new User(open(key, kept).user()));
    }

    /** Forgets the user; false if nobody is enrolled by that name. */
    public boolean remove(User user) {
        boolean enrolled = get(user).enrolled();
        return store.delete(key(user)) && enrolled;
    }

    /** Of those who are enrolled at most {@code most}, by name. */
    public List<Account> enrolled(int most) {
        return store.keys(MOST_LOOKED_AT).stream()
                .flatMap(key -> store.get(key).map(kept -> open(key, kept)).stream())
                .filter(Account::enrolled)
                .sorted(Comparator.comparing(Account::user))
                .limit(most)
                .toList();
    }

    private Found find(RecordKey key, User user) {
        return store.get(key)
                .map(kept -> new Found(open(key, kept), kept.mark()))
                .orElseGet(() -> new Found(Account.of(user, codes.token(16)), Mark.NONE));
    }

    private boolean write(RecordKey key, Account account, Mark expected) {
        Instant expiry = account.enrolled() ? Instant.MAX : clock.instant().plus(STRANGERS_KEPT);
        try {
            return store.put(key, keys.seal(key.value(), json.writeValueAsBytes(account)), expected, expiry);
        } catch (IOException e) {
            throw new IllegalStateException("an account is always written as JSON", e);
        }
    }

    private Account open(RecordKey key, Kept kept) {
        try {
            return json.readValue(keys.open(key.value(), kept.value()), Account.class);
        } catch (SealBrokenException | IOException e) {
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    "the record " + key
                            + " of two-factor does not open: it was sealed with another key than this gateway"
                            + " has, or changed by somebody else. Bring back the key, or delete the record and enrol the"
                            + " user again",
                    e);
        }
    }
}
