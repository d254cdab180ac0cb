package dev.sluice.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Settings;
import dev.sluice.events.webhook.WebhookRoutes.Found;
import dev.sluice.events.webhook.WebhookRoutes.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhookRoutesTest {

    private static final Namespace SHOP = new Namespace("shop");

    private final WebhookRoutes routes = new WebhookRoutes();

    private static WebhookSource source(String path, Map<String, Object> more) {
        Map<String, Object> tree = new HashMap<>(more);
        tree.put("path", path);
        tree.put("signature", "none");
        return ((Binding.Bound<WebhookSource>) Settings.of(WebhookSource.class).read(tree, "spec.webhook")).settings();
    }

    private void put(String trigger, String path, Map<String, Object> more) {
        routes.put(new Route(trigger, new FunctionName(SHOP, "f"), source(path, more), false));
    }

    private String found(String method, String path, String host) {
        return switch (routes.find(SHOP, method, path, host)) {
            case Found.Match(Route route, Map<String, String> variables) -> route.trigger() + variables;
            case Found.NoSuchPath() -> "404";
            case Found.OtherMethods(Set<String> allowed) -> "405" + allowed;
        };
    }

    @Test
    void ofSeveralPathsTheMostSpecificIsTaken() {
        put("any", "/hooks/{x}/{y}", Map.of());
        put("last", "/hooks/{x}/b", Map.of());
        put("first", "/hooks/a/{y}", Map.of());
        put("exact", "/hooks/a/c", Map.of());

        assertThat(found("POST", "/hooks/a/c", "h")).isEqualTo("exact{}");
        assertThat(found("POST", "/hooks/a/b", "h")).isEqualTo("first{y=b}");
        assertThat(found("POST", "/hooks/z/b", "h")).isEqualTo("last{x=z}");
        assertThat(found("POST", "/hooks/z/%20", "h")).isEqualTo("any{x=z, y=%20}");
        assertThat(found("POST", "/hooks/z", "h")).isEqualTo("404");
        assertThat(routes.find(Namespace.DEFAULT, "POST", "/hooks/a/c", "h")).isEqualTo(new Found.NoSuchPath());
    }

    @Test
    void aTriggerWithThisHostComesBeforeOneForAll() {
        put("all", "/hooks/a", Map.of());
        put("one", "/hooks/a", Map.of("hosts", List.of("hooks.example.org")));

        assertThat(found("POST", "/hooks/a", "Hooks.Example.org:8443")).isEqualTo("one{}");
        assertThat(found("POST", "/hooks/a", "other.example.org")).isEqualTo("all{}");
        assertThat(found("POST", "/hooks/a", "[::1]:80")).isEqualTo("all{}");
        assertThat(found("POST", "/hooks/a", "")).isEqualTo("all{}");
    }

    @Test
    void otherMethodsAreToldOfAllThatHaveThePath() {
        put("put", "/hooks/a", Map.of("methods", List.of("PUT")));
        put("rest", "/hooks/{x}", Map.of("methods", List.of("POST", "GET")));

        assertThat(found("PUT", "/hooks/a", "h")).isEqualTo("put{}");
        assertThat(found("POST", "/hooks/a", "h")).isEqualTo("rest{x=a}");
        assertThat(found("DELETE", "/hooks/a", "h")).isEqualTo("405[GET, POST, PUT]");
        routes.remove(SHOP, "put");
        assertThat(found("PUT", "/hooks/a", "h")).isEqualTo("405[GET, POST]");
    }

    @Test
    void whatWasDeclaredAtTheSameTimeIsToldOfTheOneThatComesFirst() {
        put("b", "/hooks/{x}", Map.of());
        put("a", "/hooks/{y}", Map.of("methods", List.of("POST", "PUT")));
        put("c", "/hooks/{x}", Map.of("methods", List.of("GET")));

        assertThat(found("POST", "/hooks/1", "h")).isEqualTo("a{y=1}");
        assertThat(routes.before(SHOP, "a")).isEmpty();
        assertThat(routes.before(SHOP, "b")).contains("a");
        assertThat(routes.before(SHOP, "c")).isEmpty();
        put("a", "/hooks/moved", Map.of());
        assertThat(routes.before(SHOP, "b")).isEmpty();
    }

    @Test
    void sourcesMeetWherePathMethodAndHostAreTheSame() {
        WebhookSource plain = source("/hooks/{x}", Map.of());
        assertThat(plain.meets(source("/hooks/{y}", Map.of()))).isTrue();
        assertThat(plain.meets(source("/hooks/y", Map.of()))).isFalse();
        assertThat(plain.meets(source("/hooks/{x}", Map.of("methods", "PUT")))).isFalse();
        WebhookSource hosted = source("/hooks/{x}", Map.of("hosts", List.of("a.org", "b.org")));
        assertThat(plain.meets(hosted)).isFalse();
        assertThat(hosted.meets(source("/hooks/{x}", Map.of("hosts", "b.org")))).isTrue();
        assertThat(hosted.meets(source("/hooks/{x}", Map.of("hosts", "c.org")))).isFalse();
    }
}
