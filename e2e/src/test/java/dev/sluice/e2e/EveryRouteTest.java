package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each route of the API as its document has it, tried in ways that the document does not name. */
@ExtendWith(SharedGateway.class)
class EveryRouteTest {

    private static final Path HELLO = Gateway.example("hello");
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("{kind}", "function"),
            Map.entry("{version}", "live"),
            Map.entry("{batch}", "no-batch"),
            Map.entry("{stage}", "no-stage"),
            Map.entry("{digest}", "none"),
            Map.entry("{name}", "every-route"),
            Map.entry("{user}", "nobody"),
            Map.entry("{challenge}", "none"),
            Map.entry("{path}", "below"),
            Map.entry("{sort}", "locks"),
            Map.entry("{item}", "none"),
            Map.entry("{token}", "1"),
            Map.entry("{id}", "none"));
    private static final Set<String> WITH_BODY = Set.of("put", "post", "patch");

    private record Route(String method, String path) {}

    @BeforeAll
    static void deploy(Gateway gateway) {
        gateway.deployed("every-route", HELLO);
        assertThat(gateway.manage("PUT", "/secrets/every-route", "text/plain", "x")
                        .statusCode())
                .isEqualTo(204);
    }

    @TestFactory
    Stream<DynamicTest> aHeadIsAnsweredAsItsGetIs(Gateway gateway) {
        return routes(gateway).stream()
                .filter(route -> route.method().equals("get"))
                .map(route -> DynamicTest.dynamicTest("HEAD " + route.path(), () -> {
                    HttpResponse<String> get = gateway.manage("GET", route.path());
                    HttpResponse<String> head = gateway.manage("HEAD", route.path());

                    assertThat(get.statusCode()).isLessThan(500);
                    assertThat(head.statusCode()).isEqualTo(get.statusCode());
                    assertThat(head.body()).isEmpty();
                    assertThat(head.headers().firstValue("content-type"))
                            .isEqualTo(get.headers().firstValue("content-type"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> aRouteWithABodySaysWhatIsMissingWithoutOne(Gateway gateway) {
        return routes(gateway).stream()
                .filter(route -> WITH_BODY.contains(route.method())
                        && !route.path().startsWith("/function/")
                        && !route.path().startsWith("/async-function/")
                        && !route.path().startsWith("/hooks/"))
                .map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> {
                    HttpResponse<String> answer = gateway.manage(route.method().toUpperCase(Locale.ROOT), route.path());

                    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 499);
                    if (answer.statusCode() >= 400) {
                        assertThat(Gateway.json(answer).get("detail").getAsString())
                                .isNotEmpty();
                    }
                }));
    }

    private static List<Route> routes(Gateway gateway) {
        JsonObject document = JsonParser.parseString(
                        gateway.get("/openapi?format=json").body())
                .getAsJsonObject();
        return document.getAsJsonObject("paths").entrySet().stream()
                .flatMap(path -> path.getValue().getAsJsonObject().keySet().stream()
                        .filter(key -> !key.equals("parameters"))
                        .map(method -> new Route(method, filled(path.getKey()))))
                .toList();
    }

    private static String filled(String path) {
        String filled = path;
        for (Map.Entry<String, String> value : VALUES.entrySet()) {
            filled = filled.replace(value.getKey(), value.getValue());
        }
        return filled;
    }
}
