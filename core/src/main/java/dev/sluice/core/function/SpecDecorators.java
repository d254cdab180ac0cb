package dev.sluice.core.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the decorators of a spec: a list of names, each with its settings or alone. */
final class SpecDecorators {

    private static final String KEY = "decorators";
    private static final String RULE = "a list of decorators, as in [cors, timeout: 2s], at most " + DecoratorSpec.MOST;
    private static final String ITEM_RULE = "a name, or a name and its settings, as in timeout: 2s";

    private final SpecNode spec;
    private final SpecProblems problems;
    private final DecoratorRules rules;

    SpecDecorators(SpecNode spec, SpecProblems problems, DecoratorRules rules) {
        this.spec = spec;
        this.problems = problems;
        this.rules = rules;
    }

    List<DecoratorSpec> read() {
        Object written = spec.entries().get(KEY);
        if (written == null) {
            return List.of();
        }
        if (!(written instanceof List<?> list)) {
            spec.wrong(KEY, KEY + " is " + TreeValues.kind(written), RULE);
            return List.of();
        }
        if (list.size() > DecoratorSpec.MOST) {
            spec.wrong(KEY, "there are " + list.size() + " decorators", RULE);
            return List.of();
        }
        List<DecoratorSpec> decorators = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String path = spec.path() + KEY + "[" + i + "]";
            decorator(list.get(i), path).ifPresent(decorator -> {
                decorators.add(decorator);
                rules.problems(decorator, path).forEach(problems::add);
            });
        }
        if (decorators.size() == list.size()) {
            rules.together(decorators, spec.path() + KEY).forEach(problems::add);
        }
        return decorators;
    }

    private Optional<DecoratorSpec> decorator(@Nullable Object item, String path) {
        if (item instanceof Map<?, ?> map && map.size() == 1) {
            Map.Entry<String, ? extends @Nullable Object> only =
                    TreeValues.withTextKeys(map).entrySet().iterator().next();
            Object settings = only.getValue();
            return Optional.of(new DecoratorSpec(only.getKey(), settings == null ? Map.of() : settings));
        }
        if (item instanceof String name) {
            return Optional.of(new DecoratorSpec(name, Map.of()));
        }
        String what = item instanceof Map<?, ?> map
                ? "it has " + map.size() + " keys; each decorator begins with a dash of its own"
                : "it is " + (item == null ? "empty" : TreeValues.kind(item));
        problems.add(new SpecProblem(path, what, ITEM_RULE));
        return Optional.empty();
    }
}
