package dev.sluice.pipelines.engine;

import dev.sluice.core.function.NearestWord;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.document.StageName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Under which names the stages and sinks of a pipeline are kept when a document is applied. A {@code was} says what a stage was called in the
 * document before; what the platform keeps as {@code was} is the name that the stage had first. So a stage can be renamed again and again,
 * and stays what it is when its {@code was} is left in or left out later.
 *
 * @param keptAs by the name, of those that are kept under another one
 * @param problems what is wrong with names that are written; paths begin with {@code spec.}
 */
public record FormerNames(Map<StageName, StageName> keptAs, List<SpecProblem> problems) {

    private static final String WAS = "was";

    public FormerNames {
        keptAs = Map.copyOf(keptAs);
        problems = List.copyOf(problems);
    }

    /** {@code before}: the pipeline that has the name, as it is kept; empty if none has. */
    static FormerNames of(Optional<PipelineSettings> before, PipelineSettings wanted) {
        return before.map(present -> new Reading(present, wanted).read())
                .orElseGet(() -> new FormerNames(wanted.was(), List.of()));
    }

    /** A document with a pipeline's names as they are kept. */
    private static final class Reading {
        private final PipelineSettings wanted;

        /** By the name, under which each stage and sink is kept that is there. */
        private final Map<StageName, StageName> present = new TreeMap<>();

        /** The other way round. */
        private final Map<StageName, StageName> nameOf = new HashMap<>();

        private final Map<StageName, StageName> keptAs = new TreeMap<>();
        private final List<SpecProblem> problems = new ArrayList<>();

        Reading(PipelineSettings before, PipelineSettings wanted) {
            this.wanted = wanted;
            Map<StageName, StageName> was = before.was();
            names(before).forEach(name -> present.put(name, was.getOrDefault(name, name)));
            present.forEach((name, kept) -> nameOf.put(kept, name));
        }

        private static Set<StageName> names(PipelineSettings settings) {
            Set<StageName> names = new TreeSet<>(settings.stages().keySet());
            names.addAll(settings.sinks().keySet());
            return names;
        }

        FormerNames read() {
            Map<StageName, StageName> was = wanted.was();
            for (StageName name : names(wanted)) {
                StageName kept = keptAs(name, Optional.ofNullable(was.get(name)));
                if (!kept.equals(name)) {
                    keptAs.put(name, kept);
                }
            }
            return new FormerNames(keptAs, problems);
        }

        private StageName keptAs(StageName name, Optional<StageName> was) {
            @Nullable StageName own = present.get(name);
            if (own != null) {
                was.filter(former -> !former.equals(name) && present.containsKey(former))
                        .ifPresent(former -> wrong(
                                name,
                                ".was",
                                "there is a '" + name + "' already, which keeps what it has: '" + former
                                        + "' cannot become it",
                                "another name for what '" + former + "' becomes"));
                return own;
            }
            @Nullable StageName holder = nameOf.get(name);
            if (holder != null && !was.filter(holder::equals).isPresent()) {
                wrong(
                        name,
                        "",
                        "'" + name + "' is what '" + holder + "' was called first, under which it is kept",
                        "another name, or was: " + holder + " if it is the same");
                return name;
            }
            if (was.isEmpty()) {
                return name;
            }
            @Nullable StageName kept = present.get(was.get());
            if (kept == null) {
                wrong(
                        name,
                        ".was",
                        "there is no '" + was.get() + "' in the pipeline that is there" + meant(was.get()),
                        allowed());
                return name;
            }
            return kept;
        }

        private String meant(StageName former) {
            return NearestWord.of(former.value(), words())
                    .map(word -> ", did you mean '" + word + "'?")
                    .orElse("");
        }

        private String allowed() {
            return words().isEmpty()
                    ? "no was: this is new"
                    : "one of " + String.join(", ", words()) + ", or no was where this is new";
        }

        /** Those that could be renamed. */
        private List<String> words() {
            Set<StageName> left = new HashSet<>(names(wanted));
            return present.keySet().stream()
                    .filter(each -> !left.contains(each))
                    .map(StageName::value)
                    .toList();
        }

        private void wrong(StageName name, String key, String message, String allowed) {
            String kind = wanted.sinks().containsKey(name) ? "sinks." : "stages.";
            problems.add(new SpecProblem("spec." + kind + name + key, message, allowed));
        }
    }

    /** The spec as it is kept, of one that was written so: maps, lists and plain values. */
    public Map<String, Object> in(Map<String, Object> spec) {
        Map<String, Object> kept = new LinkedHashMap<>(spec);
        for (String part : List.of("stages", "sinks")) {
            if (spec.get(part) instanceof Map<?, ?> nodes) {
                Map<String, Object> named = new LinkedHashMap<>();
                nodes.forEach((name, node) -> named.put(String.valueOf(name), in(String.valueOf(name), node)));
                kept.put(part, named);
            }
        }
        return kept;
    }

    private Object in(String name, Object node) {
        if (!(node instanceof Map<?, ?> written)) {
            return node;
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        written.forEach((key, value) -> kept.put(String.valueOf(key), value));
        @Nullable StageName former = keptAs.get(new StageName(name));
        if (former == null) {
            kept.remove(WAS);
        } else {
            kept.put(WAS, former.value());
        }
        return kept;
    }
}
