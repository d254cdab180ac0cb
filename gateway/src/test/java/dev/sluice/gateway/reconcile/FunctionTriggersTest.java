package dev.sluice.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.TriggerSpec;
import dev.sluice.core.settings.Binding;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.testkit.catalog.Functions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionTriggersTest {

    private static final FunctionName SHIP = new FunctionName("ship");
    private static final TriggerSpec ORDERS = new TriggerSpec("orders", Map.of("topic", "orders"));
    private static final TriggerSpec NIGHTLY =
            new TriggerSpec("nightly", Map.of("schedule", Map.of("cron", "0 3 * * *")));

    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private final FunctionTriggers triggers = made();

    private FunctionTriggers made() {
        FunctionTriggers made =
                new FunctionTriggers(catalog, Clock.fixed(Functions.NOW, ZoneOffset.UTC), new PlayedTriggers());
        catalog.watch(catalog.revision(), made::changed);
        return made;
    }

    private static Optional<FunctionVersion> ship(int number, TriggerSpec... of) {
        return Optional.of(Functions.triggered(Functions.version("ship", number), number, of));
    }

    private static ResourceId<Declared<TriggerSettings>, Declared.Status> id(String name) {
        return TriggerSettings.RESOURCE.named(name);
    }

    private Resource<Declared<TriggerSettings>, Declared.Status> trigger(String name) {
        return catalog.get(id(name)).orElseThrow();
    }

    private void declare(String name, Map<String, Object> spec, Optional<String> owner) {
        Optional<Resource<Declared<TriggerSettings>, Declared.Status>> before = catalog.get(id(name));
        TriggerSettings settings = ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).settings();
        Declared.Status status = before.map(Resource::status)
                .orElseGet(() -> new Declared.Status(
                        Functions.NOW, owner.map(function -> new Declared.Owner(function, Map.of()))));
        assertThat(catalog.put(
                        id(name),
                        new Declared<>(Map.of(), spec, settings),
                        status,
                        before.map(Resource::revision).orElse(Revision.NONE)))
                .isInstanceOf(Catalog.Put.Done.class);
    }

    @Test
    void eachIsMadeChangedAndDeletedAsTheVersionSaysThatServes() {
        assertThat(triggers.apply(SHIP, ship(1, ORDERS, NIGHTLY))).isEmpty();
        assertThat(trigger("orders").spec().written()).isEqualTo(Map.of("function", "ship", "topic", "orders"));
        assertThat(trigger("nightly").status().owner().map(Declared.Owner::function))
                .contains("ship");

        TriggerSpec other = new TriggerSpec("orders", Map.of("topic", "orders", "retry", Map.of("attempts", 7)));
        assertThat(triggers.apply(SHIP, ship(2, other))).isEmpty();
        assertThat(trigger("orders").spec().settings().retry().attempts()).isEqualTo(7);
        assertThat(catalog.get(id("nightly"))).isEmpty();

        assertThat(triggers.apply(SHIP, Optional.empty())).isEmpty();
        assertThat(catalog.get(id("orders"))).isEmpty();
    }

    @Test
    void aPauseByHandStaysUntilTheFunctionDeclaresTheTriggerAnew() {
        triggers.apply(SHIP, ship(1, ORDERS));
        Map<String, Object> paused =
                new LinkedHashMap<>(trigger("orders").spec().written());
        paused.put("paused", true);
        declare("orders", paused, Optional.empty());

        triggers.apply(SHIP, ship(2, ORDERS, NIGHTLY));
        assertThat(trigger("orders").spec().settings().paused()).isTrue();

        triggers.apply(SHIP, ship(3, new TriggerSpec("orders", Map.of("topic", "parcels"))));
        assertThat(trigger("orders").spec().settings().paused()).isFalse();
    }

    @Test
    void oneThatIsDeclaredByItselfOrByAnotherFunctionIsNeitherChangedNorDeleted() {
        declare("orders", Map.of("function", "ship", "topic", "all"), Optional.empty());
        declare("nightly", Map.of("function", "bill", "topic", "all"), Optional.of("bill"));
        String first = "the trigger 'orders' is declared by itself: remove that first ('sluice remove trigger/orders'),"
                + " or name this one otherwise";
        String second = "the trigger 'nightly' belongs to the function 'bill'";

        assertThat(triggers.apply(SHIP, ship(1, ORDERS))).contains(first);
        assertThat(triggers.apply(SHIP, ship(2, NIGHTLY))).contains(second);
        assertThat(triggers.problems(SHIP, List.of(ORDERS, NIGHTLY)))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("triggers[0].name", first), tuple("triggers[1].name", second));

        assertThat(triggers.apply(SHIP, Optional.empty())).isEmpty();
        assertThat(catalog.get(id("orders"))).isPresent();
        assertThat(catalog.get(id("nightly"))).isPresent();
    }

    @Test
    void whatIsWrongIsToldByItsPlaceInTheSpecOfTheFunction() {
        List<TriggerSpec> wrong = List.of(
                ORDERS,
                new TriggerSpec("nightly", Map.of("schedule", Map.of("cron", "61 * * * *"))),
                new TriggerSpec("none", Map.of()),
                new TriggerSpec("other", Map.of("function", "bill", "topic", "orders")),
                new TriggerSpec("paused", Map.of("topic", "orders", "paused", true)),
                new TriggerSpec("orders", Map.of("topic", "parcels")));

        assertThat(triggers.problems(SHIP, wrong))
                .extracting(SpecProblem::path)
                .containsExactly(
                        "triggers[1].schedule.cron",
                        "triggers[2]",
                        "triggers[3].function",
                        "triggers[4].paused",
                        "triggers[5].name");
    }

    @Test
    void twoOfOneFunctionCannotHaveOneAddress() {
        Map<String, Object> address = Map.of("webhook", Map.of("path", "/hooks/x", "signature", "none"));

        assertThat(triggers.problems(SHIP, List.of(new TriggerSpec("a", address), new TriggerSpec("b", address))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple(
                        "triggers[1].webhook.path", "the trigger 'a' has this address, with the same method and host"));
    }

    @Test
    void whatIsLeftOfThoseThatGoIsTold() {
        triggers.apply(SHIP, ship(1, ORDERS, NIGHTLY));

        assertThat(triggers.leaving(SHIP, List.of(ORDERS))).containsExactly("The trigger 'nightly' is deleted.");
        assertThat(triggers.leaving(SHIP, List.of()))
                .containsExactly("The trigger 'nightly' is deleted.", "The trigger 'orders' is deleted.");
    }

    @Test
    void afterAStartThoseAreKnownThatWereThere() {
        triggers.apply(SHIP, ship(1, ORDERS, NIGHTLY));
        FunctionTriggers next = made();

        assertThat(next.learn()).containsExactly(SHIP);
        next.apply(SHIP, ship(2, ORDERS));

        assertThat(catalog.get(id("nightly"))).isEmpty();
        assertThat(catalog.get(id("orders"))).isPresent();
    }
}
