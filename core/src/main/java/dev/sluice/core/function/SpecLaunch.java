package dev.sluice.core.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how instances are started: {@code startTimeout}, and {@code jvmOptions} as a list or as one text with blanks between them. */
final class SpecLaunch {

    private static final String OPTIONS = "jvmOptions";

    private final SpecNode spec;

    SpecLaunch(SpecNode spec) {
        this.spec = spec;
    }

    Launch read() {
        return new Launch(SpecReader.duration(spec, "startTimeout", Launch.TIMEOUT), options());
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
