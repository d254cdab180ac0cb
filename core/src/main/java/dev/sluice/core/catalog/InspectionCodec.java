package dev.sluice.core.catalog;

import dev.sluice.core.function.Inspection;
import dev.sluice.core.function.Inspection.HandlerOrigin;
import dev.sluice.core.function.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code inspection:} with {@code handler}, {@code contract}, {@code concurrency} and {@code targets}: a word for code that runs everywhere, as
 * almost all does, otherwise a list. A record without it was written before there was such a thing.
 */
final class InspectionCodec {

    private static final String KEY = "inspection";

    /** The most usual ones, so that records by the hundred thousand share them. */
    private static final List<Optional<Inspection>> USUAL =
            List.of(usual("function"), usual("handler"), usual("http-handler"), usual("method"));

    private InspectionCodec() {}

    static void write(Optional<Inspection> inspection, Map<String, Object> into) {
        inspection.ifPresent(found -> {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("handler", found.handler().word());
            found.contract().ifPresent(contract -> tree.put("contract", contract));
            found.concurrency().ifPresent(calls -> tree.put("concurrency", calls));
            if (found.targets().equals(List.of(Target.ANY))) {
                tree.put("targets", Target.ANY.toString());
            } else if (!found.targets().isEmpty()) {
                tree.put(
                        "targets",
                        found.targets().stream().map(Target::toString).toList());
            }
            into.put(KEY, tree);
        });
    }

    static Optional<Inspection> read(TypedTree status) {
        if (!status.tree().containsKey(KEY)) {
            return Optional.empty();
        }
        TypedTree tree = new TypedTree(status.map(KEY));
        Optional<String> contract =
                tree.tree().containsKey("contract") ? Optional.of(tree.text("contract")) : Optional.empty();
        Optional<Integer> concurrency =
                tree.tree().containsKey("concurrency") ? Optional.of(tree.number("concurrency")) : Optional.empty();
        Optional<Inspection> read = Optional.of(
                new Inspection(HandlerOrigin.of(tree.text("handler")), contract, concurrency, targets(tree)));
        int known = USUAL.indexOf(read);
        return known < 0 ? read : USUAL.get(known);
    }

    private static List<Target> targets(TypedTree tree) {
        if (!tree.tree().containsKey("targets")) {
            return List.of();
        }
        return tree.tree().get("targets") instanceof List<?> list
                ? list.stream().map(String::valueOf).map(Target::parse).toList()
                : List.of(Target.parse(tree.text("targets")));
    }

    private static Optional<Inspection> usual(String contract) {
        return Optional.of(
                new Inspection(HandlerOrigin.FOUND, Optional.of(contract), Optional.empty(), List.of(Target.ANY)));
    }
}
