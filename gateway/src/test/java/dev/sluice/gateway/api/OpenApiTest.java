package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.spec.FunctionReader;
import dev.sluice.gateway.graph.GraphResource;
import dev.sluice.gateway.topics.EventsResource;
import dev.sluice.gateway.topics.RecordsResource;
import dev.sluice.gateway.topics.TopicsResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class OpenApiTest {

    private static final List<Class<?>> RESOURCES = List.of(
            FunctionsResource.class,
            DeploymentsResource.class,
            LogsResource.class,
            BuildLogResource.class,
            SecretsResource.class,
            InvocationsResource.class,
            InvocationListResource.class,
            OutcomesResource.class,
            TriggersResource.class,
            DeadLettersResource.class,
            GraphResource.class,
            CostResource.class,
            PipelinesResource.class,
            BatchesResource.class,
            ParkedResource.class,
            WorkQueuesResource.class,
            KeysResource.class,
            HoldsResource.class,
            BarriersResource.class,
            TokensResource.class,
            TopicsResource.class,
            RecordsResource.class,
            EventsResource.class,
            DecoratorsResource.class,
            DocumentsResource.class,
            SchemasResource.class,
            PlatformResource.class,
            PackagesResource.class,
            TwoFactorResource.class);

    /** In a table of the manual, the cell with the statuses of errors, and the reasons in their row. */
    private static final Pattern ERRORS = Pattern.compile("\\| ([45]\\d\\d(?:, [45]\\d\\d)*) \\|");

    private static final Pattern REASON = Pattern.compile("`[a-z]+_[a-z_]+`");

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
        described.removeIf(call -> call.matches("\\w+ /(function|async-function|hooks|health|metrics)(/.*)?"));

        assertThat(described).containsExactlyInAnyOrderElementsOf(served());
    }

    @Test
    void everyCallOfTheManualIsInTheDocument() throws IOException {
        String manual = manual("api.md");
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
    void everyReasonOfTheManualIsInTheDocument() throws IOException {
        Map<String, String> described = descriptions(document());
        int reasons = 0;
        for (String page : List.of("api.md", "calling.md", "deploying.md", "topics.md", "webhooks.md")) {
            for (String row :
                    manual(page).lines().filter(line -> line.startsWith("| ")).toList()) {
                Matcher statuses = ERRORS.matcher(row);
                if (statuses.find()) {
                    String here = Stream.concat(
                                    Stream.of("default"),
                                    Stream.of(statuses.group(1).split(", ")))
                            .map(status -> described.getOrDefault(status, ""))
                            .collect(Collectors.joining());
                    for (MatchResult reason : REASON.matcher(row).results().toList()) {
                        assertThat(here).as(row).contains(reason.group());
                        reasons++;
                    }
                }
            }
        }
        assertThat(reasons).isGreaterThan(70);
    }

    /** What the document says of all answers with a status, under the status. */
    private static Map<String, String> descriptions(JsonNode document) {
        Map<String, String> described = new HashMap<>();
        for (JsonNode responses : document.at("/paths").findValues("responses")) {
            responses.properties().forEach(response -> {
                JsonNode elsewhere = response.getValue().path("$ref");
                JsonNode answer =
                        elsewhere.isTextual() ? document.at(elsewhere.asText().substring(1)) : response.getValue();
                described.merge(response.getKey(), answer.path("description").asText(), String::concat);
            });
        }
        return described;
    }

    @Test
    void everyKeyOfASpecIsInTheDocument() throws IOException {
        List<String> maps = List.of(
                "environment",
                "secrets",
                "labels",
                "build",
                "sidecars",
                "adapters",
                "egress",
                "decorators",
                "async",
                "triggers");
        List<String> fields = new ArrayList<>(List.of("spec", "unset"));
        FunctionReader.KIND.keys().stream().filter(key -> !maps.contains(key)).forEach(fields::add);

        assertThat(members(document().at("/components/schemas/Spec/properties")))
                .containsExactlyInAnyOrderElementsOf(FunctionReader.KIND.keys());
        assertThat(members(document().at("/components/schemas/DeployForm/properties")))
                .containsExactlyInAnyOrderElementsOf(fields);
    }

    @Test
    void everyComponentOfAProblemIsInTheDocument() throws IOException {
        List<String> words = new ArrayList<>();
        document()
                .at("/components/schemas/Problem/properties/component/enum")
                .forEach(word -> words.add(word.asText()));

        assertThat(words)
                .containsExactlyElementsOf(
                        Stream.of(Component.values()).map(Component::word).toList());
    }

    @Test
    void everyExampleFitsItsSchema() throws Exception {
        ApiDocument document = management.document();
        int examples = 0;
        for (JsonPointer media : media(document.json(), JsonPointer.empty())) {
            JsonNode described = document.json().at(media);
            List<JsonNode> values = new ArrayList<>();
            described.path("examples").forEach(each -> values.add(each.path("value")));
            if (described.has("example")) {
                values.add(described.get("example"));
            }
            for (JsonNode value : values) {
                String body = value.isTextual() ? value.asText() : value.toString();
                assertThat(document.violations(media, body))
                        .as(media.toString())
                        .isEmpty();
                examples++;
            }
        }
        assertThat(examples).isGreaterThan(20);
    }

    /** Where bodies are described: the members of each {@code content}. */
    private static List<JsonPointer> media(JsonNode document, JsonPointer at) {
        List<JsonPointer> found = new ArrayList<>();
        document.at(at).properties().forEach(member -> {
            JsonPointer below = ApiDocument.pointer(at, member.getKey());
            if (member.getKey().equals("content")) {
                member.getValue().fieldNames().forEachRemaining(type -> found.add(ApiDocument.pointer(below, type)));
            } else {
                found.addAll(media(document, below));
            }
        });
        return found;
    }

    @Test
    void aFunctionIsCalledWithEachMethodWithAndWithoutAPath() throws IOException {
        JsonNode paths = document().at("/paths");
        List<String> methods = List.of("get", "head", "options", "post", "put", "patch", "delete");
        for (String path : List.of("/function/{name}", "/function/{name}/{path}")) {
            assertThat(members(paths.get(path))).containsAll(methods);
            for (String method : List.of("post", "put", "patch", "delete")) {
                assertThat(members(paths.get(path).at("/" + method + "/requestBody/content")))
                        .contains("application/json", "text/plain", "application/octet-stream");
            }
        }
        assertThat(paths.get("/function/{name}").at("/parameters").findValuesAsText("name"))
                .containsExactly("name");
        assertThat(paths.findValuesAsText("operationId")).doesNotHaveDuplicates();
    }

    @Test
    void whatThePlatformAnswersToCallsIsInTheDocument() {
        for (String path : List.of("/function/no-such-one", "/function/no-such-one/any/path?x=1")) {
            for (String method : List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")) {
                var answer = management.send(method, path, BodyPublishers.noBody(), "");
                assertThat(answer.status()).as(method).isEqualTo(404);
            }
        }
    }

    private static List<String> members(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String manual(String page) throws IOException {
        return Files.readString(Paths.get(System.getProperty("sluice.root"), "docs", page));
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
            if (!parts[1].matches("/version|/(maven|packages)/.*")) {
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

    @Test
    void theDescriptionIsToldInTheFormatThatIsAskedFor() throws IOException {
        String json = management.get("/openapi?format=JSON").response().body();
        assertThat(new ObjectMapper()
                        .readTree(json)
                        .at("/paths/~1functions/get/summary")
                        .asText())
                .isNotEmpty();
        for (String path : List.of("/openapi", "/openapi?format=yaml")) {
            var answer = management.get(path);
            assertThat(answer.response().body()).startsWith("openapi: 3.1.0\n");
            assertThat(answer.type()).startsWith("application/yaml");
        }
        assertThat(management
                        .send("GET", "/openapi", BodyPublishers.noBody(), "", "Accept", "application/json")
                        .response()
                        .body())
                .isEqualTo(json);
        var refused = management.get("/openapi?format=xml");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.response().body()).contains("format is 'xml'. Allowed is json or yaml.");
    }

    /** An alias stands for what is written elsewhere, and is told in full. */
    @Test
    void nothingOfTheDescriptionInJsonIsAnAlias() throws IOException {
        String example = "/responses/200/content/application~1json/example";
        JsonNode document = document();

        assertThat(document.at("/paths/~1functions~1{name}~1deployments~1{id}/get" + example + "/result/name")
                        .asText())
                .isEqualTo("hello");
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
                        String plain = path.replace("//", "/").replaceAll("\\{(\\w+):[^}]*}", "{$1}");
                        served.add(verb.value() + " " + plain);
                    }
                }
            }
        }
        return served;
    }
}
