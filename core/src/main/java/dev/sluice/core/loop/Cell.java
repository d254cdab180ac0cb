package dev.sluice.core.loop;

import dev.sluice.core.time.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The place of one state machine: the lock that guards it, which is the cell itself, and its one alarm. Any thread tells it
 * what happened; the machine decides under the lock, and what it decides is carried out when no lock is held, in any order
 * with what other changes bring. A cell costs a few words while it has no machine.
 *
 * <p>A cell may be told something while another one is locked, if cells are always locked in the same order: {@link #changed}
 * is for that. The idea is that of the coordinator runtime of Apache Kafka (KIP-848), without its log.
 *
 * @param <S> the state machine
 * @param <E> its effects
 */
public abstract class Cell<S extends StateMachine<E>, E> {

    private final Loop loop;

    /** Empty between two changes; kept so that a change without effects allocates nothing. */
    private final Effects<E> effects = new Effects<>();

    private @Nullable S machine;
    private Timers.@Nullable Alarm alarm;
    private long alarmAt = StateMachine.NEVER;

    protected Cell(Loop loop) {
        this.loop = loop;
    }

    /**
     * Something that happened, as a machine is told it: one call of a method of its own.
     *
     * @param <S> the state machine
     * @param <E> its effects
     */
    @FunctionalInterface
    public interface Change<S, E> {

        void apply(S machine, long now, Consumer<E> out);
    }

    private static final class Effects<E> extends ArrayList<E> implements Consumer<E> {

        private static final long serialVersionUID = 1;

        Effects() {
            super(0);
        }

        @Override
        public void accept(E effect) {
            add(effect);
        }
    }

    /** Tells the machine what happened, and has carried out what comes of it; does nothing without a machine. */
    public final void tell(Change<S, E> change) {
        loop.carryOut(changed(change));
    }

    /** The same for who holds a lock: returns what is to be carried out when no lock is held any more. */
    public final synchronized List<Runnable> changed(Change<S, E> change) {
        S present = machine;
        if (present == null) {
            return List.of();
        }
        change.apply(present, loop.now(), effects);
        return conclude(present);
    }

    /** Under the lock, after every change that may have had effects or moved the next tick. */
    protected final List<Runnable> conclude(S changed) {
        List<Runnable> todo = effects.isEmpty() ? List.of() : prepare(effects);
        effects.clear();
        if (changed.isEmpty()) {
            machine = null;
            sleep();
            emptied();
        } else {
            wake(changed.nextTick());
        }
        return todo;
    }

    /**
     * Makes effects, which are gone when it returns, into what is to be carried out. Called under the lock, for what other
     * cells must be told before the machine changes again.
     */
    protected abstract List<Runnable> prepare(List<E> decided);

    /** The machine was empty and is forgotten. Called under the lock. */
    protected void emptied() {}

    /** Where the machine puts its effects, under the lock. */
    protected final Consumer<E> effects() {
        return effects;
    }

    /** Under the lock: there is a machine from now on. */
    protected final void occupy(S made) {
        machine = made;
    }

    /** Under the lock. */
    public final @Nullable S machine() {
        return machine;
    }

    protected final long now() {
        return loop.now();
    }

    /** Sees to it that the machine ticks at {@code at} or before; an alarm that is set for earlier will do. */
    private void wake(long at) {
        if (at >= alarmAt) {
            return;
        }
        sleep();
        alarmAt = at;
        alarm = loop.time().at(at, () -> {
            synchronized (this) {
                if (alarmAt == at) {
                    alarmAt = StateMachine.NEVER;
                    alarm = null;
                }
            }
            tell(StateMachine::tick);
        });
    }

    private void sleep() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
            alarmAt = StateMachine.NEVER;
        }
    }
}
