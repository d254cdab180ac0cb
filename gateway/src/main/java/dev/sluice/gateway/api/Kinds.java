package dev.sluice.gateway.api;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.function.TreeValues;
import dev.sluice.events.trigger.TriggerId;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.events.trigger.Triggers;
import dev.sluice.gateway.decorate.jar.DecoratorJars;
import dev.sluice.gateway.deploy.Deployments;
import java.time.InstantSource;
import java.util.List;

/** The kinds of resources as they stand in paths and documents. */
public final class Kinds {

    private final List<DocumentKind> kinds;

    private Kinds(List<DocumentKind> kinds) {
        this.kinds = kinds;
    }

    /** All that there are. */
    public static Kinds of(
            Deployments.Parts parts,
            DecoratorJars.Loaded loaded,
            Catalog catalog,
            Triggers triggers,
            InstantSource clock) {
        DocumentKind ofTriggers = new DeclaredDocuments<>(
                TriggerSettings.KIND,
                TriggerSettings.RESOURCE,
                catalog,
                clock,
                (namespace, name, spec) -> triggers.problems(new TriggerId(namespace, name), spec),
                triggers::warnings,
                (namespace, name) -> TriggerAnswer.of(triggers, namespace, name, clock.instant()));
        return new Kinds(List.of(new FunctionDocuments(parts, loaded), ofTriggers));
    }

    List<String> names() {
        return kinds.stream().map(DocumentKind::name).toList();
    }

    /** A kind by its name; how letters are written does not matter. Refuses one that this platform has not. */
    DocumentKind find(String kind) {
        return kinds.stream()
                .filter(each -> each.name().equalsIgnoreCase(kind))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problems.of(
                        404,
                        "no_such_kind",
                        "There is no such kind",
                        "There is no kind '" + TreeValues.shown(kind) + "' of resources. There is: "
                                + String.join(", ", names()) + ".")));
    }
}
