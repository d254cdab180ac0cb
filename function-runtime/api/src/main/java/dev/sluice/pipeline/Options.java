package dev.sluice.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is said of a stage, by key. Immutable. */
final class Options {

    static final Options NONE = new Options(Map.of());

    private final Map<String, Object> told;

    private Options(Map<String, Object> told) {
        this.told = told;
    }

    static Options of(Map<String, Object> told) {
        return new Options(told);
    }

    /** The pauses between attempts. */
    static Map<String, Object> backoff(Duration first, Duration longest) {
        return NONE.with("first", first).with("longest", longest).told();
    }

    Options with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(told);
        more.put(key, value);
        return new Options(more);
    }

    /** {@code length} is in whole milliseconds. */
    Options with(String key, Duration length) {
        return with(key, length.toMillis() + "ms");
    }

    Map<String, Object> told() {
        return told;
    }
}
