package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.spec.Kind;
import dev.sluice.events.webhook.WebhookSource;
import java.util.Optional;

/** The keys of a trigger's spec, as people write them and are told of them. */
public record TriggerSettings(
        @Setting("the function that is called, in the trigger's own namespace")
        FunctionName function,

        @Setting(value = "topics whose records are events for the function", otherwise = "none")
        Optional<TopicSource> topic,

        @Setting(value = "an address whose requests are events for the function", otherwise = "none")
        Optional<WebhookSource> webhook,

        @Setting("how long one event is tried") RetrySettings retry,

        @Setting(value = "whether nothing is begun; what comes meanwhile waits", otherwise = "false")
        boolean paused) {

    /** Triggers as a kind of resource. */
    public static final Kind<TriggerSettings> KIND = new Kind<>("sluice.dev/v1beta1", "Trigger", TriggerSettings.class);

    /** How a catalog keeps them. */
    public static final ResourceKind<Declared<TriggerSettings>, Declared.Status> RESOURCE =
            Declared.kind(KIND, "triggers");

    public TriggerSettings {
        if (topic.isEmpty() && webhook.isEmpty()) {
            throw new IllegalArgumentException("nothing says where the events come from: set topic or webhook");
        }
        if (topic.isPresent() && webhook.isPresent()) {
            throw new IllegalArgumentException("it has topic and webhook: make a trigger of each");
        }
    }
}
