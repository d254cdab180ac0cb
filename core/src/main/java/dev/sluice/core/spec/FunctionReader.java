package dev.sluice.core.spec;

import dev.sluice.core.adapter.AdapterSettings;
import dev.sluice.core.function.DecoratorRules;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.TreeValues;
import dev.sluice.core.settings.Binding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Functions as a kind of resource, and the rules of their specs that concern several keys. */
public final class FunctionReader {

    public static final Kind<FunctionSettings> KIND = new Kind<>("sluice.dev/v1", "Function", FunctionSettings.class);

    /** The keys that have a meaning where calls go to an upstream. */
    static final List<String> UPSTREAM_KEYS = List.of(
            "upstream",
            "reuse",
            "timeout",
            "labels",
            "access",
            "errors",
            "longestChain",
            "decorators",
            "async",
            "triggers");

    /** The keys that say what answers calls: an upstream, or code and how it is found. */
    static final List<String> BACKEND_KEYS = List.of("code", "runtime", "handler", "upstream", "reuse");

    private FunctionReader() {}

    /**
     * Reads a document or a bare spec from the tree that YAML, JSON or a form became: maps, and in them texts, numbers,
     * booleans and null. Tells everything that is wrong, not only the first thing; never throws for what is in the tree.
     */
    public static Binding<SpecDraft> read(Map<String, ? extends @Nullable Object> tree, DecoratorRules decorators) {
        return Kind.isDocument(tree) ? document(tree, decorators) : bare(tree, decorators);
    }

    private static Binding<SpecDraft> document(
            Map<String, ? extends @Nullable Object> tree, DecoratorRules decorators) {
        Map<?, ?> spec = tree.get("spec") instanceof Map<?, ?> map ? map : Map.of();
        List<SpecProblem> together = together(spec, "spec.", decorators);
        return switch (KIND.read(tree)) {
            case Binding.Refused<Kind.Document<FunctionSettings>>(var problems) -> refused(problems, together);
            case Binding.Bound<Kind.Document<FunctionSettings>>(var document) ->
                draft(document.spec(), Optional.of(document.metadata()), "spec.", together);
        };
    }

    private static Binding<SpecDraft> bare(Map<String, ? extends @Nullable Object> tree, DecoratorRules decorators) {
        List<SpecProblem> together = together(tree, "", decorators);
        return switch (KIND.readSpec(tree)) {
            case Binding.Refused<FunctionSettings>(var problems) -> refused(problems, together);
            case Binding.Bound<FunctionSettings>(var settings) -> draft(settings, Optional.empty(), "", together);
        };
    }

    private static Binding<SpecDraft> refused(List<SpecProblem> problems, List<SpecProblem> more) {
        List<SpecProblem> all = new ArrayList<>(problems);
        all.addAll(more);
        return new Binding.Refused<>(all);
    }

    private static Binding<SpecDraft> draft(
            FunctionSettings settings, Optional<Metadata> metadata, String path, List<SpecProblem> together) {
        if (settings.maxInstances().isPresent()
                && settings.minInstances() > settings.maxInstances().get()) {
            SpecProblem wrong = new SpecProblem(
                    path + "minInstances",
                    "minInstances is " + settings.minInstances() + ", more than maxInstances",
                    "0 to " + settings.maxInstances().get());
            return refused(List.of(wrong), together);
        }
        List<SpecProblem> unknown = unknownSidecars(settings, path + "adapters.");
        if (!unknown.isEmpty()) {
            return refused(unknown, together);
        }
        List<SpecProblem> shards = settings.affinity()
                .map(affinity -> affinity.problems(path, settings.minInstances(), settings.maxInstances()))
                .orElse(List.of());
        if (!shards.isEmpty()) {
            return refused(shards, together);
        }
        return together.isEmpty()
                ? new Binding.Bound<>(SpecDraft.of(settings, metadata))
                : new Binding.Refused<>(together);
    }

    /** Adapters of sidecars that the function does not have. */
    private static List<SpecProblem> unknownSidecars(FunctionSettings settings, String path) {
        List<String> names =
                settings.sidecars().stream().map(SidecarSettings::name).toList();
        return settings.adapters().map(AdapterSettings::sidecars).orElse(List.of()).stream()
                .filter(named -> !names.contains(named.sidecar()))
                .map(named -> new SpecProblem(
                        path + named.path(),
                        "the function has no sidecar '" + TreeValues.shown(named.sidecar()) + "'",
                        names.isEmpty()
                                ? "nothing: an adapter without it is of the function itself"
                                : String.join(", ", names)))
                .toList();
    }

    /** What is wrong with keys that are good each by itself; {@code path} is that of the spec, with its dot. */
    private static List<SpecProblem> together(Map<?, ?> spec, String path, DecoratorRules decorators) {
        List<SpecProblem> problems = new ArrayList<>();
        if (spec.get("upstream") != null) {
            KIND.keys().stream()
                    .filter(key -> spec.get(key) != null && !UPSTREAM_KEYS.contains(key))
                    .forEach(key -> problems.add(new SpecProblem(
                            path + key,
                            key + " has no meaning with upstream: nothing runs here",
                            String.join(", ", UPSTREAM_KEYS))));
        } else if (spec.get("reuse") != null) {
            problems.add(
                    new SpecProblem(path + "reuse", "reuse has a meaning only with upstream", "an upstream beside it"));
        }
        if (spec.get("secrets") instanceof Map<?, ?> secrets
                && spec.get("environment") instanceof Map<?, ?> variables) {
            secrets.keySet().stream()
                    .filter(variables::containsKey)
                    .map(String::valueOf)
                    .sorted(Comparator.naturalOrder())
                    .forEach(variable -> problems.add(new SpecProblem(
                            path + "secrets." + variable,
                            variable + " is set in environment too",
                            "each variable in one of the two")));
        }
        names(spec.get("sidecars"), "sidecar", path + "sidecars", problems);
        names(spec.get("egress"), "ambassador", path + "egress", problems);
        decorators(spec.get("decorators"), path + "decorators", decorators, problems);
        return problems;
    }

    /** Each has a name of its own, because a variable tells where it is reached. */
    private static void names(@Nullable Object written, String what, String path, List<SpecProblem> problems) {
        Set<Object> names = new HashSet<>();
        List<?> list = written instanceof List<?> several ? several : List.of();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> one && one.get("name") instanceof String name && !names.add(name)) {
                problems.add(new SpecProblem(
                        path + "[" + i + "].name",
                        "another " + what + " of this function has the name '" + TreeValues.shown(name) + "' already",
                        "a name of its own for each " + what));
            }
        }
    }

    /** Holds the decorators that can be read to the rules of their kinds, also where other keys are wrong. */
    private static void decorators(
            @Nullable Object written, String path, DecoratorRules rules, List<SpecProblem> problems) {
        if (written == null) {
            return;
        }
        List<?> list = written instanceof List<?> several ? several : List.of(written);
        if (list.size() > DecoratorSpec.MOST) {
            return;
        }
        List<DecoratorSpec> decorators = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String place = written instanceof List<?> ? path + "[" + i + "]" : path;
            decorator(list.get(i)).ifPresent(decorator -> {
                decorators.add(decorator);
                problems.addAll(rules.problems(decorator, place));
            });
        }
        if (decorators.size() == list.size()) {
            problems.addAll(rules.together(decorators, path));
        }
    }

    private static Optional<DecoratorSpec> decorator(@Nullable Object written) {
        try {
            return written == null ? Optional.empty() : Optional.of(DecoratorSpec.parse(written));
        } catch (IllegalArgumentException e) {
            // Told when the spec is read.
            return Optional.empty();
        }
    }
}
