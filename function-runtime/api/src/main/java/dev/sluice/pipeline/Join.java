package dev.sluice.pipeline;

import java.time.Duration;
import java.util.Map;

/** When a join opens of whose batch something is missing. Immutable: each method returns a new one. */
public final class Join {

    private final Options options;

    private Join(Options options) {
        this.options = options;
    }

    /** Only with all members; a batch that misses one has failed at the join. */
    public static Join whole() {
        return new Join(Options.NONE);
    }

    /** Without those that are missing, whose names and reasons its item tells. */
    public static Join open() {
        return new Join(Options.NONE.with("missing", "open"));
    }

    /** So many may be missing: a number, or a share of the expected as in {@code 2%}. */
    public Join tolerate(String missing) {
        return new Join(options.with("tolerate", missing));
    }

    /**
     * What has failed before it can be retried when it has opened: it opens once more with that, under the next number, for {@code keep} after
     * it opened last. No join and no reduce may stand behind it.
     */
    public Join editions(Duration keep) {
        return new Join(options.with("late", "edition").with("keep", keep));
    }

    Map<String, Object> settings() {
        return options.told();
    }
}
