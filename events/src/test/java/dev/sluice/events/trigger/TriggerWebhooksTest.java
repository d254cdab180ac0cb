package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.function.Namespace;
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

    private Optional<RetryPolicy> retry(Map<String, Object> more) {
        Map<String, Object> spec = new LinkedHashMap<>(
                Map.of("function", "f", "webhook", Map.of("path", "/hooks/x", "signature", "none")));
        spec.putAll(more);
        TriggerSettings settings = ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).settings();
        webhooks.become(new TriggerId(Namespace.DEFAULT, "t"), Optional.of(new Declared<>(Map.of(), spec, settings)));
        WebhookRoutes.Found found = webhooks.routes().find(Namespace.DEFAULT, "POST", "/hooks/x", "h");
        return ((WebhookRoutes.Found.Match) found).route().retry();
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
