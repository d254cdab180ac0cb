package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.VersionChoice;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The versions of functions that triggers name. */
public final class BoundVersions {

    private BoundVersions() {}

    /** Whether a trigger names this version of a function, which must be kept then. Reads the catalog. */
    public static boolean contains(Catalog catalog, FunctionName function, int version) {
        AtomicBoolean found = new AtomicBoolean();
        catalog.each(TriggerSettings.RESOURCE, function.namespace(), trigger -> {
            TriggerSettings settings = trigger.spec().settings();
            if (settings.names(version)
                    && settings.function().in(function.namespace()).equals(function)) {
                found.set(true);
            }
        });
        return found.get();
    }

    /** What is wrong with the version that a trigger names. */
    static List<SpecProblem> problems(Catalog catalog, Namespace namespace, TriggerSettings settings) {
        boolean later = settings.schedule().isPresent() || settings.webhook().isPresent();
        FunctionName function = settings.function().in(namespace);
        return switch (settings.runsAt()) {
            case VersionChoice.Live() -> List.of();
            case VersionChoice.Accepted() when later -> List.of();
            case VersionChoice.Accepted() ->
                List.of(new SpecProblem(
                        "spec.version",
                        "nothing durable says which version was live when a record came",
                        "live, or the number of a version"));
            case VersionChoice.Numbered(int number) when FunctionKinds.keeps(catalog, function, number) -> List.of();
            case VersionChoice.Numbered(int number) ->
                List.of(new SpecProblem(
                        "spec.version",
                        "the function '" + function.name() + "' has no version " + number + " that is kept",
                        "one that 'sluice describe " + function.name() + "' shows"));
        };
    }
}
