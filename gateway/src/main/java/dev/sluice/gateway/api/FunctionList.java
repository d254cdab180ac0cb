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

        boolean matches(FunctionVersion version) {
            return version.spec().labels().entrySet().containsAll(labels.entrySet());
        }
    }

    /** The live versions of a page, and the name after which the next page begins. */
    record Page(List<FunctionVersion> versions, Optional<String> next) {}

    static FunctionList of(FunctionCatalog catalog, Namespace namespace, Wanted wanted, URI base) {
        Page page = page(catalog, namespace, wanted);
        return new FunctionList(
                page.versions().stream()
                        .map(version -> FunctionAnswers.Line.of(version, base))
                        .toList(),
                page.next());
    }

    static Page page(FunctionCatalog catalog, Namespace namespace, Wanted wanted) {
        List<FunctionVersion> found = new ArrayList<>();
        String after = wanted.after();
        while (true) {
            List<FunctionVersion> page = catalog.live(namespace, after, USUAL);
            for (FunctionVersion version : page) {
                if (wanted.matches(version)) {
                    if (found.size() == wanted.limit()) {
                        return new Page(
                                found, Optional.of(found.getLast().function().name()));
                    }
                    found.add(version);
                }
            }
            if (page.isEmpty()) {
                return new Page(found, Optional.empty());
            }
            after = page.getLast().function().name();
        }
    }
}
