package dev.sluice.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a stage calls its function. Immutable: each method returns a new one. */
public final class Call {

    private final Options options;
    private final Options retry;

    private Call(Options options, Options retry) {
        this.options = options;
        this.retry = retry;
    }

    /** A function of the pipeline's namespace, as a stage calls it where nothing else is said. */
    public static Call to(String function) {
        return new Call(Options.NONE.with("name", function), Options.NONE);
    }

    /** So many calls at the same time, at each gateway: 1 to 10,000. */
    public Call concurrency(int calls) {
        return new Call(options.with("concurrency", calls), retry);
    }

    /** Items of one key are called one after the other. */
    public Call ordered() {
        return new Call(options.with("ordered", true), retry);
    }

    /**
     * As {@link #ordered}; an item that fails for good is no dead letter, but waits for somebody, and so do all behind it that have its key.
     */
    public Call parkKey() {
        return new Call(options.with("ordered", true).with("onFailure", "park-key"), retry);
    }

    /** How often an item is tried before it is a dead letter, from 1. */
    public Call attempts(int most) {
        return new Call(options, retry.with("attempts", most));
    }

    /** How long it waits before the second attempt, and at most before a later one. */
    public Call backoff(Duration first, Duration longest) {
        return new Call(options, retry.with("backoff", Options.backoff(first, longest)));
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(options.told());
        if (!retry.told().isEmpty()) {
            settings.put("retry", retry.told());
        }
        return settings;
    }
}
