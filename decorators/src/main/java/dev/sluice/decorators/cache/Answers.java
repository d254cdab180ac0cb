package dev.sluice.decorators.cache;

import dev.sluice.core.invocation.Headers;
import java.util.Optional;

/**
 * Where the answers of one function are kept. Thread-safe. What may wait does so for a bounded time, and never fails: what cannot
 * be had is not there.
 */
interface Answers {

    /** The answer that is kept for {@code request}, fresh or not. May wait. */
    Optional<Stored> find(Key key, Headers request) throws InterruptedException;

    /**
     * Whether the function is to be asked, or an answer has come meanwhile from somebody else who did. May wait, also for that one.
     *
     * @param known what was found
     */
    Turn turn(Key key, Headers request, Optional<Stored> known) throws InterruptedException;

    /** Whether nothing has changed since {@code known} was found. May wait. */
    boolean isCurrent(Key key, Headers request, Stored known) throws InterruptedException;

    /** Something changed at {@code place}: what was asked for before is not used any more. Never waits. */
    void changed(CacheTarget place);

    /** It is not used any more. */
    void retire();

    /** What somebody is to do who found no answer that suits. */
    sealed interface Turn {

        /** Ask the function, and end this in one of the two ways, once. */
        non-sealed interface Ask extends Turn {

            /** What is asked for now is stored with this. */
            long stamp();

            /** Keeps the answer and gives it to whoever waits; empty if it cannot be shared. Never waits. */
            void landed(Optional<Stored> answer);

            /** The call broke off: another one takes over. Never waits. */
            void brokeOff();
        }

        /** Somebody else has asked; empty if his answer cannot be shared. */
        record Told(Optional<Stored> answer) implements Turn {}
    }
}
