package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.events.webhook.WebhookRoutes;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TriggerWebhooksTest {

    private final TriggerWebhooks webhooks =
            new TriggerWebhooks(new InMemoryCatalog(), new InMemorySecretStore(Clock.systemUTC()));

    private static final TriggerId ID = new TriggerId(Namespace.DEFAULT, "t");

    private static Map<String, Object> spec(Map<String, Object> more) {
        Map<String, Object> spec = new LinkedHashMap<>(
                Map.of("function", "f", "webhook", Map.of("path", "/hooks/x", "signature", "none")));
        spec.putAll(more);
        return spec;
    }

    private static TriggerSettings settings(Map<String, Object> spec) {
        return ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).settings();
    }

    private WebhookRoutes.Route route(Map<String, Object> more) {
        Map<String, Object> spec = spec(more);
        webhooks.become(ID, Optional.of(new Declared<>(Map.of(), spec, settings(spec))));
        WebhookRoutes.Found found = webhooks.routes().find(Namespace.DEFAULT, "POST", "/hooks/x", "h");
        return ((WebhookRoutes.Found.Match) found).route();
    }

    private Optional<RetryPolicy> retry(Map<String, Object> more) {
        return route(more).retry();
    }

    @Test
    void callsHaveThePriorityOfTheTriggerAndWhereTheSenderWaitsThereIsNone() {
        assertThat(route(Map.of()).priority()).isEqualTo(3);
        assertThat(route(Map.of("priority", 1L)).priority()).isEqualTo(1);

        TriggerSettings waits = settings(spec(
                Map.of("priority", 1L, "webhook", Map.of("path", "/hooks/x", "signature", "none", "mode", "sync"))));
        assertThat(webhooks.problems(ID, waits, waits.webhook().orElseThrow(), Optional.empty()))
                .containsExactly(new SpecProblem(
                        "spec.priority",
                        "with mode sync the sender waits for the answer, and comes before all for whom nobody does",
                        "no priority, or mode async"));
    }

    @Test
    void callsAreTriedAsTheTriggerSaysIfItSaysSoAndElseAsTheFunctionDoes() {
        assertThat(retry(Map.of())).isEmpty();
        assertThat(retry(Map.of("retry", Map.of("attempts", 5L)))).get().satisfies(policy -> {
            assertThat(policy.attempts()).isEqualTo(5);
            assertThat(policy.age()).isEqualTo(Duration.ofHours(24));
        });
    }
}
