package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of functions; {@code next} is what to give as {@code after} for more, and is missing on the last page. */
record FunctionList(
        List<FunctionAnswers.Line> functions,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> next) {

    private static final int USUAL = 1_000;
    private static final int MOST = 10_000;

    /** Which functions somebody wants to see. */
    record Wanted(Map<String, String> labels, String after, int limit) {

        static Wanted of(List<String> labels, @Nullable String after, @Nullable String limit) {
            Map<String, String> wanted = new HashMap<>();
            for (String label : labels) {
                int equals = label.indexOf('=');
                if (equals < 1) {
                    throw new ProblemException(Problems.invalidRequest(
                            "label is '" + label + "'. Write it as key=value, as in ?label=team=a."));
                }
                wanted.put(label.substring(0, equals), label.substring(equals + 1));
            }
            return new Wanted(wanted, after == null ? "" : after, Numbers.query("limit", limit, 1, MOST, USUAL));
        }

        /**
         * Finds a page of them.
         *
         * @param behind some of all that there are, in order, behind a name; none if there are none
         */
        <T> Found<T> in(
                Function<String, List<T>> behind, Function<T, Map<String, String>> labelsOf, Function<T, String> name) {
            List<T> found = new ArrayList<>();
            String last = after;
            while (true) {
                List<T> some = behind.apply(last);
                for (T one : some) {
                    if (labelsOf.apply(one).entrySet().containsAll(labels.entrySet())) {
                        if (found.size() == limit) {
                            return new Found<>(found, Optional.of(name.apply(found.getLast())));
                        }
                        found.add(one);
                    }
                }
                if (some.isEmpty()) {
                    return new Found<>(found, Optional.empty());
                }
                last = name.apply(some.getLast());
            }
        }
    }

    /** A page, and the name after which the next one begins. */
    record Found<T>(List<T> all, Optional<String> next) {}

    static FunctionList of(FunctionCatalog catalog, Namespace namespace, Wanted wanted, URI base) {
        Found<FunctionVersion> page = page(catalog, namespace, wanted);
        return new FunctionList(
                page.all().stream()
                        .map(version -> FunctionAnswers.Line.of(version, base))
                        .toList(),
                page.next());
    }

    /** The live versions of a page. */
    static Found<FunctionVersion> page(FunctionCatalog catalog, Namespace namespace, Wanted wanted) {
        return wanted.in(
                after -> catalog.live(namespace, after, USUAL),
                version -> version.spec().labels(),
                version -> version.function().name());
    }
}
