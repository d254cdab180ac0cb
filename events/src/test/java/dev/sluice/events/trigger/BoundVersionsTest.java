package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.testkit.catalog.Functions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoundVersionsTest {

    private static final FunctionName SHIP = new FunctionName("ship");

    private final InMemoryCatalog catalog = new InMemoryCatalog();

    @BeforeEach
    void deploy() {
        new FunctionCatalog(catalog)
                .put(
                        new FunctionHistory(
                                SHIP, 2, List.of(Functions.version("ship", 2), Functions.version("ship", 1))),
                        Revision.NONE);
    }

    private static Map<String, Object> spec(String source, Object settings, Object version) {
        return new LinkedHashMap<>(Map.of("function", "ship", source, settings, "version", version));
    }

    private static TriggerSettings read(Map<String, Object> spec) {
        return ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).settings();
    }

    private List<SpecProblem> problems(String source, Object settings, Object version) {
        return BoundVersions.problems(catalog, Namespace.DEFAULT, read(spec(source, settings, version)));
    }

    @Test
    void aTriggerMayNameAVersionThatIsKept() {
        Object topic = Map.of("name", "orders");
        assertThat(problems("topic", topic, "live")).isEmpty();
        assertThat(problems("topic", topic, 1L)).isEmpty();
        assertThat(problems("topic", topic, 2L)).isEmpty();
        assertThat(problems("topic", topic, 3L))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("spec.version", "the function 'ship' has no version 3 that is kept"));
    }

    @Test
    void onlyWhatIsAcceptedCanBeBoundToTheVersionThatWasLiveThen() {
        assertThat(problems("schedule", Map.of("every", "1h"), "accepted")).isEmpty();
        assertThat(problems("topic", Map.of("name", "orders"), "accepted"))
                .extracting(SpecProblem::message)
                .containsExactly("nothing durable says which version was live when a record came");
        assertThat(problems("events", Map.of(), "accepted")).hasSize(1);
    }

    @Test
    void aVersionThatATriggerNamesIsBound() {
        assertThat(BoundVersions.contains(catalog, SHIP, 1)).isFalse();
        Map<String, Object> spec = spec("topic", Map.of("name", "orders"), 1L);
        catalog.put(
                new ResourceId<>(TriggerSettings.RESOURCE, Namespace.DEFAULT, "t"),
                new Declared<>(Map.of(), spec, read(spec)),
                new Declared.Status(Functions.NOW),
                Revision.NONE);

        assertThat(BoundVersions.contains(catalog, SHIP, 1)).isTrue();
        assertThat(BoundVersions.contains(catalog, SHIP, 2)).isFalse();
        assertThat(BoundVersions.contains(catalog, new FunctionName("other"), 1))
                .isFalse();
    }
}
