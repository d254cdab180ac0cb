package dev.sluice.testkit.interleaving;

import java.util.List;

/** A few threads that meet in one object, and what must hold when all have ended. Made anew for each interleaving. */
public interface Scenario {

    /** What each thread does; they begin together. One that must wait does so by {@link Schedule#await}. */
    List<Runnable> threads();

    /** Throws {@link AssertionError} if it went wrong. Called when all threads have ended. */
    void check();
}
