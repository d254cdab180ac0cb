package dev.sluice.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a function lists the items of a batch. Immutable: each method returns a new one. */
public final class Listing {

    private final Options options;
    private final Options retry;

    private Listing(Options options, Options retry) {
        this.options = options;
        this.retry = retry;
    }

    /** A function of the pipeline's namespace, which answers with a list in JSON or NDJSON. */
    public static Listing by(String function) {
        return new Listing(Options.NONE.with("function", function), Options.NONE);
    }

    /** A batch begins at each of these times; without it when somebody begins one. */
    public Listing at(Schedule schedule) {
        return new Listing(options.with("schedule", schedule.settings()), retry);
    }

    /** How often it is asked before the batch has failed, from 1. */
    public Listing attempts(int most) {
        return new Listing(options, retry.with("attempts", most));
    }

    /** How long it waits before it is asked a second time, and at most before a later one. */
    public Listing backoff(Duration first, Duration longest) {
        return new Listing(options, retry.with("backoff", Options.backoff(first, longest)));
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(options.told());
        if (!retry.told().isEmpty()) {
            settings.put("retry", retry.told());
        }
        return settings;
    }
}
