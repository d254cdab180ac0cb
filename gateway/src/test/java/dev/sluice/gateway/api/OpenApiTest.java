package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class OpenApiTest {

    private static final List<Class<?>> RESOURCES = List.of(
            FunctionsResource.class,
            LogsResource.class,
            SecretsResource.class,
            DecoratorsResource.class,
            PlatformResource.class,
            TwoFactorResource.class);

    private final Management management = Management.ofThisTest();

    @Test
    void everyResourceIsInTheDocumentAndNothingElse() throws IOException {
        List<String> described = new ArrayList<>();
        JsonNode paths = document().at("/paths");
        paths.fieldNames()
                .forEachRemaining(path -> paths.get(path).fieldNames().forEachRemaining(member -> {
                    if (member.matches("get|put|post|delete|patch")) {
                        described.add(member.toUpperCase(Locale.ROOT) + " " + path);
                    }
                }));
        described.removeIf(call -> call.matches("\\w+ /(function|health|metrics)(/.*)?"));

        assertThat(described).containsExactlyInAnyOrderElementsOf(served());
    }

    @Test
    void everyCallOfTheManualIsInTheDocument() throws IOException {
        String manual = Files.readString(Paths.get(System.getProperty("sluice.root"), "docs", "api.md"));
        JsonNode paths = document().at("/paths");
        int calls = 0;
        Matcher matcher =
                Pattern.compile("`(GET|PUT|POST|DELETE|ANY) (/[^` …?]*)").matcher(manual);
        while (matcher.find()) {
            String path = matcher.group(2).equals("/function/{name}/") ? "/function/{name}/{path}" : matcher.group(2);
            String method =
                    matcher.group(1).equals("ANY") ? "post" : matcher.group(1).toLowerCase(Locale.ROOT);
            assertThat(paths.has(path)).as(path).isTrue();
            assertThat(paths.get(path).has(method)).as(method + " " + path).isTrue();
            calls++;
        }
        assertThat(calls).isGreaterThan(15);
    }

    @Test
    void everyReferenceLeadsSomewhere() throws IOException {
        JsonNode document = document();
        Matcher matcher = Pattern.compile("\"\\$ref\":\"#([^\"]+)\"").matcher(document.toString());
        int references = 0;
        while (matcher.find()) {
            assertThat(document.at(matcher.group(1)).isMissingNode())
                    .as(matcher.group(1))
                    .isFalse();
            references++;
        }
        assertThat(references).isGreaterThan(20);
    }

    @Test
    void everyCallSaysWhatCanGoWrong() throws IOException {
        JsonNode paths = document().at("/paths");
        for (String call : served()) {
            String[] parts = call.split(" ", -1);
            JsonNode operation = paths.get(parts[1]).get(parts[0].toLowerCase(Locale.ROOT));
            assertThat(operation.at("/summary").asText()).as(call).isNotEmpty();
            if (!parts[1].equals("/version")) {
                assertThat(operation.at("/responses").has("401")).as(call).isTrue();
            }
        }
    }

    @Test
    void thePageToTryItIsThere() {
        var answer = management.get("/docs/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).contains("/openapi");
    }

    private JsonNode document() throws IOException {
        var answer = management.get("/openapi?format=json");
        assertThat(answer.status()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.response().body());
    }

    private static List<String> served() {
        List<String> served = new ArrayList<>();
        for (Class<?> resource : RESOURCES) {
            String base = resource.getAnnotation(Path.class).value();
            for (Method method : resource.getMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (verb != null) {
                        Path below = method.getAnnotation(Path.class);
                        String path = base + (below == null ? "" : below.value());
                        served.add(verb.value() + " " + path.replace("//", "/"));
                    }
                }
            }
        }
        return served;
    }
}
