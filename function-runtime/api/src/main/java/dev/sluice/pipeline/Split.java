package dev.sluice.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;

/** To which outputs items go. Immutable: each method returns a new one. */
public final class Split {

    private final Map<String, Object> when;
    private final Options options;

    private Split(Map<String, Object> when, Options options) {
        this.when = when;
        this.options = options;
    }

    /** An output, and the expression in CEL that says which items it wants. */
    public static Split when(String output, String expression) {
        return new Split(Map.of(), Options.NONE.with("otherwise", "drop")).orWhen(output, expression);
    }

    /** One more output, which is asked after those before it. */
    public Split orWhen(String output, String expression) {
        Map<String, Object> more = new LinkedHashMap<>(when);
        more.put(output, expression);
        return new Split(more, options);
    }

    /** The output of items that no rule wants; without it they are let go. */
    public Split otherwise(String output) {
        return new Split(when, options.with("otherwise", output));
    }

    /** An item goes to each output that wants it, and not to the first one alone. */
    public Split toAll() {
        return new Split(when, options.with("rules", "all"));
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("when", when);
        settings.putAll(options.told());
        return settings;
    }
}
