package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What came of a document that was sent, or, with {@code dryRun}, would come of it.
 *
 * @param exists whether there was such a resource before
 * @param warnings sentences about what is allowed and may not be meant
 */
record DocumentChange(
        String kind,
        String name,
        boolean dryRun,
        boolean exists,
        List<Change> changes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {

    /** A key that is another than before; without {@code from} it was not set, without {@code to} it is not any more. */
    record Change(
            String key,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> from,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> to) {}

    /** In what two trees differ, key by key in order, with dots between the keys of maps inside maps. */
    static List<Change> between(Map<String, ?> before, Map<String, ?> after) {
        Map<String, String> from = flat(before);
        Map<String, String> to = flat(after);
        TreeSet<String> keys = new TreeSet<>(from.keySet());
        keys.addAll(to.keySet());
        List<Change> changes = new ArrayList<>();
        for (String key : keys) {
            if (!Objects.equals(from.get(key), to.get(key))) {
                changes.add(new Change(key, Optional.ofNullable(from.get(key)), Optional.ofNullable(to.get(key))));
            }
        }
        return changes;
    }

    private static Map<String, String> flat(Map<?, ?> tree) {
        Map<String, String> flat = new TreeMap<>();
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map) {
                flat(map).forEach((inner, text) -> flat.put(key + "." + inner, text));
            } else {
                flat.put(String.valueOf(key), String.valueOf(value));
            }
        });
        return flat;
    }
}
