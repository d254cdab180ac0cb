package dev.sluice.decorators.scatter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.settings.Setting;
import dev.sluice.decorators.json.NumberRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How the answers of leaves become one. */
public sealed interface Merge {

    /** One body after the other, in the order of the leaves. */
    record Concat() implements Merge {}

    /** JSON lists become one, in the order of the leaves. */
    record Lists() implements Merge {}

    /** JSON objects become one, also those inside of them; of anything else under one name the last leaf's is taken. */
    record Objects() implements Merge {}

    /** JSON numbers are added up, or in objects those of the same name. */
    record Sum() implements Merge {}

    /** Of the entries of all JSON lists the greatest, the greatest first; of equal ones that of the leaf named first. */
    record Top(
            @Setting(value = "how many entries at most", least = "1", most = "10000", unit = "entries", inShort = true)
            int count,

            @Setting(
                    value = "the member of each entry, a number, by which they are compared",
                    otherwise = "entries are numbers themselves")
            Optional<String> by)
            implements Merge {

        JsonNode rank(JsonNode entry) {
            return by.isEmpty() ? entry : entry.path(by.get());
        }
    }

    /** The function itself is called with all answers. */
    record Function() implements Merge {}

    /** Why an answer cannot be merged, as a stable word; nothing if it can. */
    static Optional<String> fault(Merge merge, JsonNode json) {
        return switch (merge) {
            case Concat _, Function _ -> Optional.empty();
            case Lists _ -> unless(json.isArray(), "no_list");
            case Objects _ -> unless(json.isObject(), "no_object");
            case Sum _ -> unless(isSummable(json), "no_numbers");
            case Top top -> unless(json.isArray() && hasRanks(json, top), "no_ranked_list");
        };
    }

    /**
     * Merges answers without a {@link #fault}, at least one; not those for {@link Concat} and {@link Function}.
     *
     * @throws IllegalArgumentException with a sentence if they do not fit together
     * @throws ArithmeticException if their sum is no number that can be written
     */
    static JsonNode merged(Merge merge, List<JsonNode> answers) {
        return switch (merge) {
            case Lists _ -> {
                ArrayNode all = JsonNodeFactory.instance.arrayNode();
                answers.forEach(list -> all.addAll((ArrayNode) list));
                yield all;
            }
            case Objects _ -> answers.stream().reduce(Merge::overlaid).orElseThrow();
            case Sum _ -> answers.stream().reduce(Merge::added).orElseThrow();
            case Top top -> {
                List<JsonNode> entries = new ArrayList<>();
                answers.forEach(list -> list.forEach(entries::add));
                entries.sort(
                        Comparator.comparing((JsonNode entry) -> top.rank(entry).decimalValue())
                                .reversed());
                ArrayNode first = JsonNodeFactory.instance.arrayNode();
                entries.stream().limit(top.count()).forEach(first::add);
                yield first;
            }
            case Concat _, Function _ -> throw new IllegalArgumentException("such answers are not merged as JSON");
        };
    }

    private static Optional<String> unless(boolean good, String word) {
        return good ? Optional.empty() : Optional.of(word);
    }

    private static boolean isSummable(JsonNode json) {
        return isAddend(json) || (json.isObject() && json.valueStream().allMatch(Merge::isAddend));
    }

    private static boolean isAddend(JsonNode json) {
        return json.isNumber() && NumberRange.holds(json.decimalValue());
    }

    private static boolean hasRanks(JsonNode list, Top top) {
        return list.valueStream().allMatch(entry -> top.rank(entry).isNumber());
    }

    private static JsonNode overlaid(JsonNode under, JsonNode over) {
        if (!under.isObject() || !over.isObject()) {
            return over;
        }
        ObjectNode both = under.deepCopy();
        over.properties().forEach(member -> {
            JsonNode there = both.get(member.getKey());
            both.set(member.getKey(), there == null ? member.getValue() : overlaid(there, member.getValue()));
        });
        return both;
    }

    private static JsonNode added(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return JsonNodeFactory.instance.numberNode(one.decimalValue().add(other.decimalValue()));
        }
        if (one.isNumber() || other.isNumber()) {
            throw new IllegalArgumentException("some leaves answered a number and others an object with numbers");
        }
        ObjectNode sum = one.deepCopy();
        other.properties().forEach(member -> {
            JsonNode there = sum.get(member.getKey());
            sum.set(member.getKey(), there == null ? member.getValue() : added(there, member.getValue()));
        });
        return sum;
    }
}
