package dev.sluice.decorators.twofactor.account;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.decorators.state.KeyLocks;
import dev.sluice.decorators.twofactor.account.Keyring.Purpose;
import dev.sluice.decorators.twofactor.code.Codes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Accounts in a store, sealed. A change is made on what is there, and made again when somebody else was first. Thread-safe;
 * every call may block, and throws {@link StorageException} when the store does.
 */
public final class Accounts {

    /** Whoever is not enrolled is forgotten after so long. */
    static final Duration STRANGERS_KEPT = Duration.ofHours(24);

    /** The format of records that this build writes; those of builds before have none and are the same. */
    private static final int FORMAT = 1;

    private static final String AREA = "two-factor";
    private static final int MOST_LOOKED_AT = 100_000;
    private static final int MOST_TRIES = 64;

    private final ObjectMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final KeyLocks locks = new KeyLocks();
    private final KeyedState state;
    private final Keyring keys;
    private final Codes codes;
    private final InstantSource clock;

    public Accounts(KeyedState state, Keyring keys, Codes codes, InstantSource clock) {
        this.state = state;
        this.keys = keys;
        this.codes = codes;
        this.clock = clock;
    }

    /** What an account becomes, and what that means. */
    public record Change<R>(Account account, R result) {}

    private record Found(Account account, Version version) {}

    /** A pseudonym that tells nothing of the user to whoever lacks the key. */
    public String pseudonym(User user) {
        return keys.hash(Purpose.USER, user.id()).substring(0, 22);
    }

    private StateKey key(User user) {
        return new StateKey(AREA, pseudonym(user));
    }

    /** The user's account; a new one for somebody unknown, which is not kept. */
    public Account get(User user) {
        return find(key(user), user).account();
    }

    /** Changes the user's account, also that of somebody unknown; the last {@code step} made is the one that counts. */
    public <R> R change(User user, Function<Account, Change<R>> step) {
        StateKey key = key(user);
        return locks.alone(key, () -> change(key, user, step));
    }

    private <R> R change(StateKey key, User user, Function<Account, Change<R>> step) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Found found = find(key, user);
            Change<R> change = step.apply(found.account());
            if (change.account() == found.account() && !found.version().equals(Version.NONE)
                    || write(key, change.account(), found.version())) {
                return change.result();
            }
        }
        throw new StorageException(
                StorageException.Reason.FAILED,
                "too many gateways changed one user's second factor at once: try again",
                new IOException(MOST_TRIES + " tries"));
    }

    /** The user with a pseudonym, if there is a record. */
    public Optional<User> user(String pseudonym) {
        StateKey key = new StateKey(AREA, pseudonym);
        return state.get(key).map(entry -> User.ofId(open(key, entry).user()));
    }

    /** Forgets the user; false if nobody is enrolled by that name. */
    public boolean remove(User user) {
        boolean enrolled = get(user).enrolled();
        return state.delete(key(user)) && enrolled;
    }

    /** Of those who are enrolled in a namespace at most {@code most}, by name. */
    public List<Account> enrolled(Namespace namespace, int most) {
        return state.keys(AREA, MOST_LOOKED_AT).stream()
                .flatMap(key -> state
                        .get(key)
                        .map(entry -> unsealed(key, entry))
                        .filter(record -> !isNewer(record))
                        .map(record -> account(key, record))
                        .stream())
                .filter(Account::enrolled)
                .filter(account -> User.ofId(account.user()).namespace().equals(namespace))
                .sorted(Comparator.comparing(Account::user))
                .limit(most)
                .toList();
    }

    private Found find(StateKey key, User user) {
        return state.get(key)
                .map(entry -> new Found(open(key, entry), entry.version()))
                .orElseGet(() -> new Found(Account.of(user, codes.token(16)), Version.NONE));
    }

    private boolean write(StateKey key, Account account, Version expected) {
        Instant expiry = account.enrolled() ? Instant.MAX : clock.instant().plus(STRANGERS_KEPT);
        try {
            ObjectNode record = json.createObjectNode().put("format", FORMAT);
            record.setAll((ObjectNode) json.valueToTree(account));
            String sealed = keys.seal(key.name(), json.writeValueAsBytes(record));
            return state.put(key, sealed, expected, expiry).isPresent();
        } catch (IOException e) {
            throw new IllegalStateException("an account is always written as JSON", e);
        }
    }

    private Account open(StateKey key, Entry entry) {
        JsonNode record = unsealed(key, entry);
        if (isNewer(record)) {
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    "a newer gateway wrote the record " + key.name()
                            + " of two-factor, and this one does not touch it: use that gateway");
        }
        return account(key, record);
    }

    private JsonNode unsealed(StateKey key, Entry entry) {
        try {
            return json.readTree(keys.open(key.name(), entry.value()));
        } catch (SealBrokenException | IOException e) {
            throw broken(key, e);
        }
    }

    private static boolean isNewer(JsonNode record) {
        return record.path("format").asInt(FORMAT) > FORMAT;
    }

    private Account account(StateKey key, JsonNode record) {
        try {
            return json.treeToValue(record, Account.class);
        } catch (IOException e) {
            throw broken(key, e);
        }
    }

    private static StorageException broken(StateKey key, Exception cause) {
        return new StorageException(
                StorageException.Reason.FAILED,
                "the record " + key.name()
                        + " of two-factor does not open: it was sealed with another key than this gateway"
                        + " has, or changed by somebody else. Bring back the key, or delete the record and enrol the"
                        + " user again",
                cause);
    }
}
