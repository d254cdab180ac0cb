package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class TokensApiTest {

    private static final String TEAM = "/namespaces/team-t";

    private final Management management = Management.ofThisTest();

    @Test
    void aTokenManagesItsNamespaceUntilItIsRevoked() {
        var made = management.post(TEAM + "/tokens", "{\"name\": \"ci\", \"scope\": \"manage\"}");
        String token = made.text("/token");

        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.response().headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(management.get(TEAM + "/tokens").response().body())
                .contains("\"name\":\"ci\"", "\"scope\":\"manage\"")
                .doesNotContain(token);
        assertThat(as(token, TEAM + "/functions").status()).isEqualTo(200);
        var refused = as(token, "/functions");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("/reason")).isEqualTo("token_not_for_this");
        assertThat(refused.text("/detail"))
                .isEqualTo("The token is for managing the namespace 'team-t', and does not open /functions."
                        + " Take one that is for it, or the admin token.");

        assertThat(management.delete(TEAM + "/tokens/ci").status()).isEqualTo(204);

        assertThat(as(token, TEAM + "/functions").status()).isEqualTo(401);
        assertThat(management.delete(TEAM + "/tokens/ci").text("/reason")).isEqualTo("no_such_token");
    }

    @Test
    void oneOfTheSameNameIsNotMade() {
        assertThat(management.post("/tokens", "name: twice").text("/scope")).isEqualTo("invoke");

        var again = management.post("/tokens", "name: twice");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("/detail"))
                .isEqualTo("There is a token 'twice' already, and what it is was told only once. Revoke it first, with"
                        + " 'sluice token revoke twice' or DELETE /tokens/twice, or take another name.");
    }

    @Test
    void eachMistakeIsTold() {
        String rule =
                " cannot be the name of a token. Allowed: 1 to 63 lower-case letters, digits and '-', starting with a"
                        + " letter and not ending with '-'.";

        assertThat(mistake("")).isEqualTo("''" + rule);
        assertThat(mistake("name: A")).isEqualTo("'A'" + rule);
        assertThat(mistake("{name: a, scope: all}")).isEqualTo("scope is 'all'. Allowed: invoke, manage.");
        assertThat(mistake("{name: a, scop: manage}"))
                .isEqualTo("Send what the token is called, and what it opens, as in {\"name\": \"ci\", \"scope\":"
                        + " \"manage\"}.");
    }

    private String mistake(String body) {
        var answer = management.post("/tokens", body);
        assertThat(answer.status()).isEqualTo(400);
        return answer.text("/detail");
    }

    private Management.Answer as(String token, String path) {
        return management.send("GET", path, BodyPublishers.noBody(), "", "Authorization", "Bearer " + token);
    }
}
