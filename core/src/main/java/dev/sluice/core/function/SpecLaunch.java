package dev.sluice.core.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads how instances are started, {@code startTimeout} and {@code jvmOptions}, and {@code calls}; both lists may be one text,
 * with blanks or commas between what is in them.
 */
final class SpecLaunch {

    private static final String OPTIONS = "jvmOptions";
    private static final String CALLS = "calls";
    private static final String CALLS_RULE = "a list of at most " + Launch.MOST_CALLS + " names of functions";

    private final SpecNode spec;

    SpecLaunch(SpecNode spec) {
        this.spec = spec;
    }

    Launch read() {
        return new Launch(SpecReader.duration(spec, "startTimeout", Launch.TIMEOUT), options(), calls());
    }

    private List<String> options() {
        Object written = spec.entries().get(OPTIONS);
        List<String> options = switch (written) {
            case null -> List.of();
            case String text ->
                Arrays.stream(text.strip().split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
            case List<?> list -> texts(list);
            default -> {
                spec.wrong(OPTIONS, OPTIONS + " is " + TreeValues.kind(written), JvmOptions.RULE);
                yield List.of();
            }
        };
        var problem = JvmOptions.problem(options);
        problem.ifPresent(what -> spec.wrong(OPTIONS, what, JvmOptions.RULE));
        return problem.isPresent() ? List.of() : options;
    }

    private Optional<Set<FunctionName>> calls() {
        Object written = spec.entries().get(CALLS);
        List<?> names;
        switch (written) {
            case null -> {
                return Optional.empty();
            }
            case String text ->
                names = Arrays.stream(text.split("[\\s,]+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
            case List<?> list -> names = list;
            default -> {
                spec.wrong(CALLS, CALLS + " is " + TreeValues.kind(written), CALLS_RULE);
                return Optional.empty();
            }
        }
        Set<FunctionName> calls = new HashSet<>();
        for (Object name : names) {
            if (name instanceof String text && FunctionName.isValid(text)) {
                calls.add(new FunctionName(text));
            } else {
                String shown = name instanceof String text ? "'" + TreeValues.shown(text) + "'" : "an entry";
                spec.wrong(CALLS, shown + " cannot be the name of a function", FunctionName.RULE);
            }
        }
        if (calls.size() > Launch.MOST_CALLS) {
            spec.wrong(CALLS, "there are " + calls.size() + " names", CALLS_RULE);
            return Optional.empty();
        }
        return Optional.of(calls);
    }

    private List<String> texts(List<? extends @Nullable Object> list) {
        List<String> options = new ArrayList<>();
        for (Object item : list) {
            if (item instanceof String text) {
                options.add(text);
            } else {
                spec.wrong(
                        OPTIONS,
                        "there is an option that is " + (item == null ? "empty" : TreeValues.kind(item)),
                        JvmOptions.RULE);
            }
        }
        return options;
    }
}
