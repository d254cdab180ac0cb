package dev.sluice.core.ownership;

import dev.sluice.core.loop.Cell;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One lock, semaphore or election at one gateway, as long as somebody there wants it or it is not known to be free. */
final class ClaimsCell extends Cell<Claims, ClaimEffect> {

    private final Loop loop;
    private final KeyedState state;
    private final StateKey key;
    private final Runnable forgotten;
    private KeyedState.@Nullable Watch watch;

    /** What was read or written last: its own changes are told to it too, and need not be taken apart again. */
    private volatile Seen seen = new Seen(Version.NONE, Holdings.NONE);

    private record Seen(Version version, Holdings holdings) {

        static Seen of(Entry entry) {
            return new Seen(entry.version(), Holdings.of(entry));
        }
    }

    ClaimsCell(Loop loop, KeyedState state, StateKey key, Claims claims, Runnable forgotten) {
        super(loop);
        this.loop = loop;
        this.state = state;
        this.key = key;
        this.forgotten = forgotten;
        synchronized (this) {
            occupy(claims);
        }
    }

    /** False if this cell is forgotten already. */
    boolean took(Change<Claims, ClaimEffect> change) {
        List<Runnable> todo;
        synchronized (this) {
            if (machine() == null) {
                return false;
            }
            todo = changed(change);
        }
        loop.carryOut(todo);
        return true;
    }

    /** Empty if this cell is forgotten already. */
    synchronized Optional<Tended> tended(OwnedName name) {
        return Optional.ofNullable(machine()).map(claims -> claims.tended(name, now()));
    }

    @Override
    protected List<Runnable> prepare(List<ClaimEffect> decided) {
        return decided.stream().<Runnable>map(effect -> () -> carryOut(effect)).toList();
    }

    @Override
    protected void emptied() {
        if (watch != null) {
            watch.close();
        }
        forgotten.run();
    }

    private void carryOut(ClaimEffect effect) {
        switch (effect) {
            case ClaimEffect.Read(boolean watching) -> tell(asked(() -> read(watching)));
            case ClaimEffect.Write write -> tell(asked(() -> write(write)));
            case ClaimEffect.Answer<?> answer -> answer.give();
            case ClaimEffect.Fail fail -> fail.give();
        }
    }

    /** Asks the store, and answers with what to tell the machine. */
    private interface Question {
        Change<Claims, ClaimEffect> ask();
    }

    private static Change<Claims, ClaimEffect> asked(Question question) {
        try {
            return question.ask();
        } catch (RuntimeException e) {
            return (claims, now, out) -> claims.failed(e, now, out);
        }
    }

    private Change<Claims, ClaimEffect> read(boolean watching) {
        if (watching) {
            watch();
        }
        Seen before = seen;
        Seen read = state.get(key)
                .map(entry -> entry.version().equals(before.version()) ? before : Seen.of(entry))
                .orElse(new Seen(Version.NONE, Holdings.NONE));
        seen = read;
        return (claims, now, out) -> claims.read(read.version(), read.holdings(), watching, now, out);
    }

    private void watch() {
        KeyedState.Watch begun = state.watch(key, () -> tell(Claims::changed));
        synchronized (this) {
            if (watch != null) {
                watch.close();
            }
            watch = begun;
        }
    }

    private Change<Claims, ClaimEffect> write(ClaimEffect.Write write) {
        Optional<Version> made = write.next().isEmpty() ? removed(write.expected()) : put(write);
        made.ifPresent(version -> seen = new Seen(version, write.next().in(version)));
        return (claims, now, out) -> claims.written(made, now, out);
    }

    private Optional<Version> put(ClaimEffect.Write write) {
        return state.put(key, write.next().written(), write.expected(), Instant.MAX);
    }

    private Optional<Version> removed(Version expected) {
        return state.delete(key, expected) ? Optional.of(Version.NONE) : Optional.empty();
    }
}
