package dev.sluice.decorators.idempotency;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.Digest;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys that all gateways share, each a record of keyed state: {@code 1 running DIGEST} while the call is under way, for
 * {@link #LEASE} at most, and {@code 1 done DIGEST ANSWER} from then on, with the digest of the request and the answer as
 * {@link AnswerText} writes it. Every call may block, and throws {@link StorageException} when the state fails.
 */
final class SharedKeys implements Keys {

    /** How long a call may be under way: longer than any can wait and run. A gateway that dies leaves the key taken for the rest of it. */
    static final Duration LEASE = Duration.ofHours(2);

    private static final int MOST_TRIES = 64;
    private static final int MOST_BYTES = 32 * 1024;

    private final DecoratorSite site;
    private final KeyedState state;
    private final Duration expires;
    private final Map<IdempotencyRecord.Running, Version> taken = new ConcurrentHashMap<>();

    SharedKeys(DecoratorSite site, IdempotencySettings settings) {
        this.site = site;
        this.state = site.services().state();
        this.expires = settings.expires();
    }

    @Override
    public boolean blocks() {
        return true;
    }

    @Override
    public int mostBytes() {
        return MOST_BYTES;
    }

    @Override
    public Optional<IdempotencyRecord> take(IdempotencyRecord.Key key, IdempotencyRecord.Running mine) {
        StateKey record = record(key);
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<KeyedState.Entry> known = state.get(record);
            if (known.isPresent()) {
                return Optional.of(read(record, known.get().value()));
            }
            String running = "1 running " + mine.request().hex();
            Optional<Version> version = state.put(record, running, Version.NONE, in(LEASE));
            if (version.isPresent()) {
                taken.put(mine, version.get());
                return Optional.empty();
            }
        }
        throw failed("too many calls with one idempotency key came at once: try again");
    }

    @Override
    public boolean keep(IdempotencyRecord.Key key, IdempotencyRecord.Running mine, Answer answer) {
        String done = "1 done " + mine.request().hex() + " " + AnswerText.of(answer);
        if (done.length() > KeyedState.MAX_VALUE) {
            return false;
        }
        Version version = taken.remove(mine);
        if (version != null
                && state.put(record(key), done, version, in(expires)).isEmpty()) {
            throw failed("the answer came after its idempotency key was given to another call");
        }
        return true;
    }

    @Override
    public void forget(IdempotencyRecord.Key key, IdempotencyRecord.Running mine) {
        Version version = taken.remove(mine);
        if (version != null) {
            boolean _ = state.delete(record(key), version);
        }
    }

    private StateKey record(IdempotencyRecord.Key key) {
        return site.stateKey(key.subject() + "\n" + key.key());
    }

    private Instant in(Duration time) {
        return site.timers().instant().plus(time);
    }

    private static IdempotencyRecord read(StateKey record, String value) {
        String[] words = value.split(" ", 4);
        if (words[0].equals("1") && words.length == 3 && words[1].equals("running")) {
            return new IdempotencyRecord.Running(new Digest(words[2]), record);
        }
        if (words[0].equals("1") && words.length == 4 && words[1].equals("done")) {
            return new IdempotencyRecord.Done(new Digest(words[2]), AnswerText.read(words[3]), 0);
        }
        throw failed("a newer gateway wrote the record " + record
                + " of idempotency, and this one does not touch it: use that gateway");
    }

    private static StorageException failed(String sentence) {
        return new StorageException(StorageException.Reason.FAILED, sentence);
    }
}
