package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class DocumentsApiTest {

    private static final String SPEC =
            "memory: 512Mi\nlabels: {set: docs}\nenvironment: {RATE: 1.10}\nsecrets: {}\ndecorators: [log, timeout: 2s]\n";

    @Inject
    FakeFunctionPools pools;

    private final Management management = Management.ofThisTest();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    private Management.Answer yaml(String method, String path, String body) {
        return management.send(method, path, BodyPublishers.ofString(body), "application/yaml");
    }

    private String deployed(String name) {
        var answer = management.deploy(
                name, new Management.Form().code(TestJar.hello()).with("spec", SPEC));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return answer.text("/digest");
    }

    @Test
    void documentsAreReadAsThePlatformReadsThem() {
        var answer = yaml(
                "POST",
                "/documents",
                "a: 1.10\nb: 007\nc: Yes\nd: null\n---\n# nothing\n---\n{a: [1e3, 12345678901234567890]}\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body())
                .isEqualTo("{\"documents\":[{\"a\":1.10,\"b\":\"007\",\"c\":\"Yes\",\"d\":null},"
                        + "{\"a\":[1e3,12345678901234567890]}]}");
    }

    @Test
    void severalDocumentsMayBeJson() {
        assertThat(yaml("POST", "/documents", "{\"a\": 1}\n{\"b\": 2}")
                        .response()
                        .body())
                .isEqualTo("{\"documents\":[{\"a\":1},{\"b\":2}]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'a: 1\n---\n- b' | The documents cannot be read: the document is not a map of keys and values (line 3, column 1).
            'a: 1\n---\nb: [' | The documents cannot be read: expected the node content, but found '<stream end>' (line 3, column 5).
            """)
    void whatCannotBeReadIsToldWithItsPlace(String text, String sentence) {
        var answer = yaml("POST", "/documents", text.replace("\\n", "\n"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail")).isEqualTo(sentence);
    }

    @Test
    void aDocumentThatIsFetchedIsDeployedAgainWithoutAChange() {
        String digest = deployed("fetched");

        var json = management.get("/documents/function/fetched");
        var text = management.send(
                "GET", "/documents/Function/fetched", BodyPublishers.noBody(), "", "Accept", "application/yaml");

        assertThat(json.text("/apiVersion")).isEqualTo("sluice.dev/v1");
        assertThat(json.text("/kind")).isEqualTo("Function");
        assertThat(json.json().at("/metadata")).hasToString("{\"name\":\"fetched\",\"labels\":{\"set\":\"docs\"}}");
        assertThat(json.text("/spec/code")).isEqualTo(digest);
        assertThat(json.json().at("/spec").has("labels")).isFalse();
        assertThat(text.type()).startsWith("application/yaml");
        for (String type : new String[] {"application/yaml", "application/json"}) {
            String body = type.endsWith("yaml")
                    ? text.response().body()
                    : json.response().body();
            var again = management.send("PUT", "/functions/fetched", BodyPublishers.ofString(body), type);
            assertThat(again.status()).as(again.response().body()).isEqualTo(200);
            assertThat(again.json().at("/created").asBoolean()).isFalse();
        }
    }

    @Test
    void documentsAreListedByLabelAndInPages() {
        deployed("listed-a");
        deployed("listed-b");
        management.deploy("listed-c", TestJar.hello());

        var page = management.get("/documents/function?label=set=docs&limit=1&after=listed-");
        var rest = management.send(
                "GET",
                "/documents/function?label=set=docs&after=listed-a",
                BodyPublishers.noBody(),
                "",
                "Accept",
                "application/yaml");

        assertThat(page.json().at("/documents").findValuesAsText("name")).containsExactly("listed-a");
        assertThat(page.text("/next")).isEqualTo("listed-a");
        assertThat(page.response().headers().firstValue("Sluice-Next")).contains("listed-a");
        assertThat(rest.response().body()).contains("name: listed-b").doesNotContain("listed-a", "listed-c");
        assertThat(rest.response().headers().firstValue("Sluice-Next")).isEmpty();
    }

    @Test
    void aKindThatIsNotThereIsTold() {
        for (String path : new String[] {"/documents/Spaceship", "/documents/Spaceship/a", "/schemas/Spaceship"}) {
            var answer = management.get(path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text("/reason")).isEqualTo("no_such_kind");
            assertThat(answer.text("/detail"))
                    .isEqualTo(
                            "There is no kind 'Spaceship' of resources. There is: Function, Trigger, Topic, Connection,"
                                    + " Pipeline, WorkQueue.");
        }
    }

    @Test
    void keptCodeIsDeployedByItsDigest() {
        String digest = deployed("original");

        var copy = yaml("PUT", "/functions/copied", "code: " + digest + "\nmemory: 1Gi\n");

        assertThat(copy.status()).as(copy.response().body()).isEqualTo(201);
        assertThat(copy.text("/digest")).isEqualTo(digest);
        assertThat(copy.text("/handler")).isEqualTo("demo.Hello");
    }

    @Test
    void codeThatIsNotKeptIsTold() {
        String unknown = "sha256:" + "0".repeat(64);

        var answer = yaml("PUT", "/functions/unknown-code", "code: " + unknown);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/violations/0/path")).isEqualTo("code");
        assertThat(answer.text("/violations/0/message")).isEqualTo("there is no code " + unknown + " here");
    }

    @Test
    void codeThatIsSentMustBeWhatTheSpecNames() {
        var answer = management.deploy(
                "other-code",
                new Management.Form().code(TestJar.hello()).with("spec", "code: sha256:" + "0".repeat(64)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/violations/0/message")).startsWith("the code that is sent is sha256:");
    }

    @Test
    void aPathIsForTheCommand() {
        var answer = yaml("PUT", "/functions/by-path", "code: target/hello.jar");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/violations/0/message")).isEqualTo("'target/hello.jar' is not a digest");
        assertThat(answer.text("/violations/0/allowed")).contains("for paths and addresses there is sluice apply");
    }

    @Test
    void aDryRunTellsWhatWouldChangeAndChangesNothing() {
        var made = management.deploy(
                "dry?dryRun=true", new Management.Form().code(TestJar.hello()).with("spec", SPEC));
        assertThat(made.status()).as(made.response().body()).isEqualTo(200);
        assertThat(made.json().toString())
                .isEqualTo("{\"dryRun\":true,\"exists\":false,\"changes\":[],\"warnings\":[]}");
        assertThat(management.get("/functions/dry").status()).isEqualTo(404);

        deployed("dry");
        pools.reset();
        var changed = yaml("PUT", "/functions/dry?dryRun=true", SPEC.replace("512Mi", "1Gi"));
        assertThat(changed.json().at("/changes"))
                .hasToString("[{\"key\":\"memory\",\"from\":\"512Mi\",\"to\":\"1Gi\"}]");
        assertThat(management.get("/functions/dry").text("/spec/memory")).isEqualTo("512Mi");
        assertThat(yaml("PUT", "/functions/dry?dryRun=true", SPEC).json().at("/changes"))
                .isEmpty();
    }

    @Test
    void aDryRunRefusesWhatADeploymentWouldRefuse() {
        var wrong = yaml("PUT", "/functions/dry-wrong?dryRun", "memory: 1Mi");
        var noCode = yaml("PUT", "/functions/dry-wrong?dryRun", "memory: 1Gi");
        var noSecret = management.deploy(
                "dry-wrong?dryRun",
                new Management.Form().code(TestJar.hello()).with("spec", "secrets: {A: missing-one}"));

        assertThat(wrong.text("/reason")).isEqualTo("invalid_spec");
        assertThat(wrong.text("/detail"))
                .startsWith("One thing in the spec must be changed: memory: 1Mi is out of bounds.");
        assertThat(noCode.text("/reason")).isEqualTo("invalid_request");
        assertThat(noSecret.text("/reason")).isEqualTo("invalid_spec");
    }

    @Test
    void theSchemaOfAKindTakesItsDocumentsAndRefusesOthers() {
        deployed("by-schema");
        var described = management.get("/schemas/function");
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(described.response().body());
        String document =
                management.get("/documents/function/by-schema").response().body();

        assertThat(management.get("/schemas").response().body())
                .isEqualTo(
                        "{\"kinds\":[\"Function\",\"Trigger\",\"Topic\",\"Connection\",\"Pipeline\",\"WorkQueue\"]}");
        assertThat(described.type()).startsWith("application/schema+json");
        assertThat(schema.validate(document, InputFormat.JSON)).isEmpty();
        for (String[] change : new String[][] {
            {"512Mi", "512"},
            {"\"memory\"", "\"memroy\""},
            {"\"concurrency\":100", "\"concurrency\":0"},
            {"\"log\"", "\"logg\""},
            {"\"2s\"", "\"2 days\""},
            {"\"public\"", "\"private\""},
            {"\"Function\"", "\"Pod\""}
        }) {
            assertThat(document).contains(change[0]);
            assertThat(schema.validate(document.replace(change[0], change[1]), InputFormat.JSON))
                    .as(change[1])
                    .isNotEmpty();
        }
    }

    @Test
    void theSchemaSaysOfEachKeyWhatItIsAndItsDefault() {
        JsonNode keys = management.get("/schemas/function").json().at("/properties/spec/properties");

        assertThat(keys.at("/memory/description").asText()).isEqualTo("what one instance may use in all");
        assertThat(keys.at("/memory/default").asText()).isEqualTo("256Mi");
        assertThat(keys.at("/decorators/items/anyOf/1/properties/timeout/description")
                        .asText())
                .isNotEmpty();
        keys.forEach(key -> assertThat(key.isObject()).isTrue());
    }
}
