package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class DecoratorsApiTest {

    @Inject
    RouteTable routes;

    @Inject
    Decorations decorations;

    private final Management management = Management.ofThisTest();

    private Management.Answer deploy(String name, String decorators) {
        return management.deploy(
                name, new Management.Form().code(TestJar.hello()).with("spec", "decorators:\n" + decorators));
    }

    private Decoration.Ready decoration(String function) {
        Route route = routes.find(function).orElseThrow();
        assertThat(route.entry()).isNotSameAs(route.backend());
        return (Decoration.Ready) decorations.make(route.version());
    }

    @Test
    void whatThereIsIsListedFromItsSettings() {
        JsonNode kinds = management.get("/decorators").json().at("/decorators");

        assertThat(kinds.findValuesAsText("name")).contains("defaults", "headers", "two-factor");
        JsonNode headers = kind(kinds, "headers");
        assertThat(headers.at("/summary").asText())
                .isEqualTo("Sets, adds and removes header fields of the request and of the answer.");
        assertThat(headers.at("/example").asText()).startsWith("- headers:");
        assertThat(headers.at("/settings/0"))
                .hasToString("{\"name\":\"request\",\"type\":\"settings\",\"description\":\"what is done to the header"
                        + " fields of the request\",\"unit\":\"\",\"required\":false,\"default\":\"\",\"allowed\":\"\","
                        + "\"inShort\":false,\"settings\":"
                        + headers.at("/settings/0/settings") + "}");
        assertThat(headers.at("/settings/0/settings").findValuesAsText("name")).containsExactly("remove", "set", "add");
    }

    private static JsonNode kind(JsonNode kinds, String name) {
        for (JsonNode kind : kinds) {
            if (kind.at("/name").asText().equals(name)) {
                return kind;
            }
        }
        throw new AssertionError("no " + name + " in " + kinds);
    }

    @Test
    void decoratorsAreKeptAndShownAsTheyWereWritten() {
        String decorators =
                "  - headers\n  - defaults: {color: blue, size: {w: 3}}\n  - headers: {request: {remove: Cookie}}\n";

        assertThat(deploy("decorated", decorators).status()).isEqualTo(201);

        assertThat(management.get("/functions/decorated").json().at("/spec/decorators"))
                .hasToString("[\"headers\",{\"defaults\":{\"color\":\"blue\",\"size\":{\"w\":3}}},"
                        + "{\"headers\":{\"request\":{\"remove\":\"Cookie\"}}}]");
        assertThat(decoration("decorated").decorators())
                .extracting(placed -> placed.site().decorator() + placed.site().position())
                .containsExactly("headers0", "defaults1", "headers2");
        assertThat(deploy("decorated", decorators).status()).isEqualTo(200);
        assertThat(deploy("decorated", "  - headers\n").json().at("/version").asInt())
                .isEqualTo(2);
    }

    @Test
    void everythingWrongWithDecoratorsIsToldWithItsPlace() {
        Management.Answer answer = deploy(
                "wrong-decorators",
                "  - defualts: {a: 1}\n  - headers: {requst: {}}\n  - defaults: {id: {random: uid}}\n  - headers: {request: {set: {'a b': x}}}\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/reason")).isEqualTo("invalid_spec");
        assertThat(answer.json().at("/violations").findValuesAsText("path"))
                .containsExactly(
                        "decorators[0]",
                        "decorators[1].headers.requst",
                        "decorators[2].defaults",
                        "decorators[3].headers.request");
        assertThat(answer.text("/violations/0/message"))
                .isEqualTo("there is no decorator 'defualts': did you mean 'defaults'?");
        assertThat(answer.text("/violations/0/allowed")).contains("defaults", "headers");
        assertThat(answer.text("/violations/1/message")).isEqualTo("unknown key 'requst': did you mean 'request'?");
        assertThat(management.get("/functions/wrong-decorators").status()).isEqualTo(404);
    }

    @Test
    void anOrderThatCanHardlyBeMeantIsWarnedOf() {
        Management.Answer answer = deploy("warned", "  - rate-limit: {rate: 1, key: subject}\n");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        assertThat(answer.json().at("/warnings"))
                .hasToString(
                        "[\"decorators[0] (rate-limit) depends on who calls, and no decorator finds that out. Put one"
                                + " that does, such as auth, before it.\"]");
        assertThat(deploy("unwarned", "  - headers\n").json().at("/warnings")).hasToString("[]");
    }

    @Test
    void aSecondFactorThatNobodyCouldEverPassIsRefused() {
        Management.Answer answer = deploy("never", "  - headers\n  - two-factor: {methods: [POST]}\n  - cors\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/violations").findValuesAsText("path"))
                .containsExactly("decorators[2].cors.origins", "decorators[1].two-factor");
        assertThat(answer.text("/violations/1/message"))
                .isEqualTo("no decorator before it finds out who calls, so no call could ever pass");
        assertThat(answer.text("/violations/1/allowed"))
                .isEqualTo("'two-factor' behind one that does: auth, or a function that tells Sluice-Subject");
        assertThat(management.get("/functions/never").status()).isEqualTo(404);
    }

    @Test
    void aFunctionMayFindOutForTheSecondFactorWhoCalls() {
        deploy("who", "  - headers\n");

        assertThat(deploy("found", "  - function: who\n  - two-factor\n").status())
                .isEqualTo(201);
        assertThat(deploy("afterwards", "  - function: {name: who, phases: [response]}\n  - two-factor\n")
                        .text("/violations/0/path"))
                .isEqualTo("decorators[1].two-factor");
    }

    @Test
    void orderThatOpensWhatASecondFactorClosesIsWarnedOf() {
        deploy("shadow", "  - headers\n");

        Management.Answer answer = deploy(
                "leaky",
                "  - mirror: shadow\n  - function: shadow\n  - cache: {ttl: 1m, key: {subject: true}}\n  - two-factor\n");

        assertThat(answer.json().at("/warnings").toString())
                .contains("decorators[2] (cache) stands before decorators[3] (two-factor), so an answer that was made");
    }

    @Test
    void whatNothingElseCouldBeHasNoListOfWhatIsAllowed() {
        Management.Answer answer = deploy("round", "  - function: round\n");

        assertThat(answer.text("/detail"))
                .isEqualTo("One thing in the spec must be changed: the function 'round' cannot stand around itself:"
                        + " name another one.");
    }
}
