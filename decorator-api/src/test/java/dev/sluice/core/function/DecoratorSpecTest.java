package dev.sluice.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecoratorSpecTest {

    @Test
    void aNameMayHaveSettingsAndEntryPointsBesideIt() {
        assertThat(DecoratorSpec.parse("log")).isEqualTo(new DecoratorSpec("log", Map.of()));
        assertThat(DecoratorSpec.parse(Map.of("timeout", "2s"))).isEqualTo(new DecoratorSpec("timeout", "2s"));
        assertThat(DecoratorSpec.parse(Map.of("timeout", "2s", "on", List.of("http", "event"))))
                .isEqualTo(new DecoratorSpec("timeout", "2s", List.of("http", "event")));
        assertThat(DecoratorSpec.parse(Map.of("on", "event", "log", Map.of())))
                .isEqualTo(new DecoratorSpec("log", Map.of(), List.of("event")));
    }

    @Test
    void entryPointsThatAreNoneAreRefused() {
        String message = "its 'on' is no list of entry points, as in [http, event]";

        assertThatThrownBy(() -> DecoratorSpec.parse(Map.of("log", Map.of(), "on", List.of())))
                .hasMessage(message);
        assertThatThrownBy(() -> DecoratorSpec.parse(Map.of("log", Map.of(), "on", true)))
                .hasMessage(message);
        Map<String, Object> nothing = new LinkedHashMap<>(Map.of("log", Map.of()));
        nothing.put("on", null);
        assertThatThrownBy(() -> DecoratorSpec.parse(nothing)).hasMessage(message);
    }

    @Test
    void twoNamesAreNone() {
        assertThatThrownBy(() -> DecoratorSpec.parse(Map.of("log", Map.of(), "cors", Map.of())))
                .hasMessage("it has 2 keys; each decorator begins with a dash of its own");
        assertThatThrownBy(() -> DecoratorSpec.parse(Map.of("log", Map.of(), "cors", Map.of(), "on", "http")))
                .hasMessage("it has 3 keys; each decorator begins with a dash of its own");
    }
}
