package dev.sluice.testkit.interleaving;

import java.lang.reflect.Constructor;
import java.util.List;

/**
 * Runs a scenario once for each interleaving of its threads, in which at most so many times a thread is stopped that could
 * go on. The classes between whose steps threads change must use no monitors; memory is taken as sequentially consistent, which
 * holds for what is volatile, atomic, or guarded by such.
 */
public final class Interleavings {

    private static final int MOST_RUNS = 2_000_000;

    private final List<Class<?>> pointed;
    private final int preemptions;

    private Interleavings(List<Class<?>> pointed, int preemptions) {
        this.pointed = pointed;
        this.preemptions = preemptions;
    }

    /**
     * @param preemptions 2 finds nearly everything; the runs grow with its power
     * @param pointed the classes, those nested in them included, between whose steps threads may change
     */
    public static Interleavings upTo(int preemptions, Class<?>... pointed) {
        return new Interleavings(List.of(pointed), preemptions);
    }

    /**
     * Runs them all.
     *
     * @return how many there were
     * @throws AssertionError at the first that goes wrong, whose message has the choices that lead there, and the scenario in its own words
     */
    public int explore(Class<? extends Scenario> scenario) {
        Constructor<?> constructor = constructor(scenario);
        Choices choices = new Choices(preemptions);
        int runs = 0;
        do {
            runs++;
            run(constructor, choices, runs);
            if (runs == MOST_RUNS) {
                throw new AssertionError("more than " + MOST_RUNS + " interleavings: make the scenario smaller");
            }
        } while (choices.advance());
        return runs;
    }

    private Constructor<?> constructor(Class<? extends Scenario> scenario) {
        try {
            ClassLoader loader = new PointedClasses(scenario, pointed);
            Constructor<?> constructor = loader.loadClass(scenario.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("a scenario is a class with a constructor without parameters", e);
        }
    }

    private static void run(Constructor<?> constructor, Choices choices, int number) {
        Object scenario = "";
        try {
            Scenario made = (Scenario) constructor.newInstance();
            scenario = made;
            new Schedule(choices).run(made.threads());
            made.check();
        } catch (Throwable e) {
            throw new AssertionError(
                    "interleaving " + number + ", choices " + choices + ", " + scenario + ": " + e.getMessage(), e);
        }
    }
}
