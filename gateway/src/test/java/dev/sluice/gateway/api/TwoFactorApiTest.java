package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.home.Home;
import dev.sluice.gateway.home.SharedFolder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class TwoFactorApiTest {

    @Inject
    Home home;

    @Inject
    @SuppressWarnings("NullAway.Init")
    SharedFolder shared;

    private final Management management = Management.ofThisTest();

    @Test
    void usersMayBeCalledInAnyScript() {
        var made = put(
                "/two-factor/users/%D0%97%D0%BE%D1%8F%20%D0%9B%D0%B8%2F100%25", "{\"address\": \"Zoë@exämple.org\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/user")).isEqualTo("Зоя Ли/100%");
        assertThat(made.text("/uri")).startsWith("otpauth://totp/Sluice:%D0%97%D0%BE%D1%8F%20%D0%9B%D0%B8%2F100%25?");
        assertThat(made.text("/qrText")).isNotBlank();
        assertThat(management.get("/two-factor/users").json().toString())
                .contains("\"Зоя Ли/100%\"", "\"Zoë@exämple.org\"");
        assertThat(management
                        .delete("/two-factor/users/%D0%97%D0%BE%D1%8F%20%D0%9B%D0%B8%2F100%25")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void anEnrolmentTellsWhatAnAppNeedsOnce() throws IOException {
        var answer = put("/two-factor/users/ann%40example.com", "");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.response().headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.text("/uri")).startsWith("otpauth://totp/Sluice:ann%40example.com?secret=");
        assertThat(ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(answer.text("/qrPng"))))
                        .getWidth())
                .isGreaterThan(200);
        assertThat(answer.text("/qrText")).contains("█");
        assertThat(answer.json().at("/recoveryCodes").size()).isEqualTo(10);
        assertThat(put("/two-factor/users/ann%40example.com", "").text("/reason"))
                .isEqualTo("already_enrolled");
    }

    @Test
    void usersAreListedWithoutAnythingSecret() {
        var made = put("/two-factor/users/listed", "{\"address\": \"+49 30 1\"}");

        var answer = management.get("/two-factor/users");

        assertThat(answer.response().body())
                .contains("\"user\":\"listed\"", "\"address\":\"+49 30 1\"", "\"recoveryCodes\":10")
                .doesNotContain(made.text("/secret"), made.text("/recoveryCodes/0"));
    }

    @Test
    void aRecoveryCodeCanBeTriedOnce() {
        String code = put("/two-factor/users/tried", "").text("/recoveryCodes/0");

        assertThat(verify("tried", code).text("/factor")).isEqualTo("recovery");
        var again = verify("tried", code);
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.text("/detail"))
                .startsWith("The code is neither a present one of the app nor an unused recovery code of 'tried'.");
    }

    @Test
    void afterFiveWrongCodesTheUserIsLockedOutUntilAReset() {
        put("/two-factor/users/locked", "");
        for (int i = 0; i < 5; i++) {
            assertThat(verify("locked", "wrong").status()).isEqualTo(422);
        }

        assertThat(verify("locked", "wrong").text("/reason")).isEqualTo("locked_out");
        assertThat(management.delete("/two-factor/users/locked").status()).isEqualTo(204);
        assertThat(put("/two-factor/users/locked", "").status()).isEqualTo(201);
        assertThat(verify("locked", "wrong").status()).isEqualTo(422);
    }

    @Test
    void whoIsNotEnrolledIsNamed() {
        assertThat(management.delete("/two-factor/users/nobody").text("/detail"))
                .isEqualTo(
                        "Nobody is enrolled as 'nobody'. 'sluice two-factor list' or GET /two-factor/users shows who is.");
        assertThat(verify("nobody", "123456").text("/reason")).isEqualTo("no_such_user");
    }

    @Test
    void everyMistakeHasASentence() {
        assertThat(put("/two-factor/users/x", "{\"app\": false}").text("/detail"))
                .isEqualTo(
                        "The user would have no second factor: leave out \"app\": false (--no-app), or give an address.");
        assertThat(put("/two-factor/users/x", "{\"phone\": \"1\"}").text("/detail"))
                .isEqualTo("The body has the unknown key 'phone'. Allowed: app, address.");
        assertThat(put("/two-factor/users/x", "{\"app\": 1}").text("/detail"))
                .isEqualTo("app says whether the user gets a secret for an authenticator app: true or false.");
        assertThat(put("/two-factor/users/x", "{\"address\": \"a\\nb\"}").text("/detail"))
                .startsWith("address is where codes are sent:");
        assertThat(put("/two-factor/users/x", "{").text("/detail")).startsWith("The body cannot be read:");
        assertThat(put("/two-factor/users/x", " ".repeat(20_000)).text("/detail"))
                .isEqualTo("The body has more than 16 KiB.");
        assertThat(put("/two-factor/users/" + "x".repeat(257), "").text("/reason"))
                .isEqualTo("invalid_name");
        assertThat(management.post("/two-factor/users/x/verify", "{}").text("/detail"))
                .isEqualTo("Send the code as a text, as in {\"code\": \"123456\"}.");
    }

    @Test
    void whoeverHasNoAdminTokenIsRefused() {
        for (var call : List.of(
                HttpRequest.newBuilder(uri("/two-factor/users")).GET(),
                HttpRequest.newBuilder(uri("/two-factor/users/ann")).PUT(BodyPublishers.noBody()),
                HttpRequest.newBuilder(uri("/two-factor/users/ann")).DELETE(),
                HttpRequest.newBuilder(uri("/two-factor/users/ann/verify")).POST(BodyPublishers.noBody()),
                HttpRequest.newBuilder(uri("/two-factor/challenges/../users")).GET())) {
            assertThat(management.send(call.build()).status()).isEqualTo(401);
        }
    }

    @Test
    void aCodeIsNotRegisteredWithoutItsToken() {
        for (String path : List.of("/two-factor/challenges/x/code", "/two-factor/challenges/a.b/code")) {
            var answer = management.send(HttpRequest.newBuilder(uri(path))
                    .header("Authorization", "Bearer guessed")
                    .POST(BodyPublishers.ofString("{\"code\": \"123456\"}"))
                    .build());
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text("/reason")).isEqualTo("no_such_challenge");
        }
    }

    @Test
    void nothingSecretIsOnTheDiskInClear() throws IOException {
        var made = put("/two-factor/users/kept-secret", "{\"address\": \"+49 30 987654\"}");

        try (Stream<Path> files = Files.walk(home.root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(made.text("/secret"), made.text("/recoveryCodes/0"), "+49 30 987654");
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.twoFactorKey())))
                .isEqualTo("rw-------");
    }

    @Test
    void everythingIsInTheAuditLogWithItsTimeAndPlace() throws IOException {
        put("/two-factor/users/audited", "");
        verify("audited", "wrong");

        assertThat(Files.readString(home.logs().resolve("two-factor.jsonl")).lines())
                .filteredOn(line -> line.contains("\"audited\""))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("\\{\"time\":\"[^\"]+Z\",\"event\":\"enrolled\",\"user\":\"audited\","
                                        + "\"function\":\"\",\"from\":\"127.0.0.1\"}"),
                        line -> assertThat(line).contains("\"event\":\"refused\"", "\"why\":\"wrong_code\""));
    }

    private Management.Answer put(String path, String body) {
        return management.send("PUT", path, BodyPublishers.ofString(body), "application/json");
    }

    private Management.Answer verify(String user, String code) {
        return management.post("/two-factor/users/" + user + "/verify", "{\"code\": \"" + code + "\"}");
    }

    private URI uri(String path) {
        return management.base().resolve(path);
    }
}
