package dev.sluice.pipeline;

import java.util.Map;

/** What is made of a batch. Immutable: each method returns a new one. */
public final class Reduce {

    private final Options options;

    private Reduce(Options options) {
        this.options = options;
    }

    public static Reduce to(Fold fold) {
        return new Reduce(Options.NONE.with("fold", fold.word()));
    }

    /** What is summed, counted by, compared or collected: an expression in CEL; the data of the item without it. */
    public Reduce value(String expression) {
        return new Reduce(options.with("value", expression));
    }

    /** The key, of which there is one item each: an expression in CEL; one item of the whole batch without it. */
    public Reduce by(String expression) {
        return new Reduce(options.with("by", expression));
    }

    /** How many there are in a list or histogram, 1 to 10,000; 1,000 without it. */
    public Reduce most(int entries) {
        return new Reduce(options.with("most", entries));
    }

    Map<String, Object> settings() {
        return options.told();
    }
}
