package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.settings.Binding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CirclesTest {

    private static final Namespace SHOP = new Namespace("shop");

    private final Map<String, TriggerSettings> triggers = new HashMap<>();

    private CirclesTest with(String name, Object topic, Map<String, Object> destinations) {
        Map<String, Object> spec = new HashMap<>(destinations);
        spec.put("function", "f-" + name);
        spec.put("topic", topic);
        triggers.put(name, ((Binding.Bound<TriggerSettings>) TriggerSettings.KIND.readSpec(spec)).settings());
        return this;
    }

    private String through(String name) {
        return new Circles(SHOP, triggers, "sluice.").through(name).orElse("none");
    }

    @Test
    void aTriggerThatRepliesToItsOwnTopicIsACircle() {
        with("a", "orders", Map.of("reply", "orders"));
        assertThat(through("a")).isEqualTo("topic orders -> function f-a (trigger a) -> topic orders");
    }

    @Test
    void theShortestCircleIsShownThroughAllDestinations() {
        with("a", "one", Map.of("reply", "two"))
                .with("b", "two", Map.of("onSuccess", Map.of("topic", "three")))
                .with("c", Map.of("pattern", "th*"), Map.of("onFailure", Map.of("topic", "one")))
                .with("d", Map.of("names", List.of("two", "x")), Map.of("reply", "other"));
        assertThat(through("b"))
                .isEqualTo("topic two -> function f-b (trigger b) -> topic three -> function f-c (trigger c) -> topic"
                        + " one -> function f-a (trigger a) -> topic two");
        assertThat(through("d")).isEqualTo("none");
    }

    @Test
    void aFunctionThatIsToldOfItsOwnEventsIsACircle() {
        with("a", "orders", Map.of("onSuccess", Map.of("function", "f-a")));
        assertThat(through("a")).isEqualTo("function f-a (trigger a) -> function f-a");
    }

    @Test
    void destinationsThatLeadNowhereAreNone() {
        with("a", "orders", Map.of("reply", "done", "onFailure", Map.of("function", "other")))
                .with("b", "done", Map.of());
        assertThat(through("a")).isEqualTo("none");
        assertThat(through("b")).isEqualTo("none");
    }

    @Test
    void aCircleOfOthersIsNotThisTriggersOne() {
        with("a", "in", Map.of("reply", "round")).with("b", "round", Map.of("reply", "round"));
        assertThat(through("a")).isEqualTo("none");
        assertThat(through("b")).isEqualTo("topic round -> function f-b (trigger b) -> topic round");
    }
}
