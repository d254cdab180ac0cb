package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class PackagesApiTest {

    private final Management management = Management.ofThisTest();

    private Management.Answer without(String path) {
        return management.send("GET", path, BodyPublishers.noBody(), "", "Authorization", "None");
    }

    @Test
    void aFileOfTheRepositoryIsReadWithoutAToken() {
        var answer = without("/maven/dev/sluice/api/api.pom");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEqualTo("<project/>");
        assertThat(answer.response().headers().firstValue("Content-Type")).hasValue("application/xml");
        assertThat(without("/packages/doubles.tgz").response().body()).isEqualTo("tgz");
    }

    @Test
    void whatIsNotThereIsToldByItsName() {
        var answer = without("/maven/dev/sluice/other/other.pom");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("/reason")).isEqualTo("no_such_file");
        assertThat(answer.text("/detail")).startsWith("There is no file 'dev/sluice/other/other.pom' below /maven.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/maven/",
                "/maven/dev",
                "/maven/dev/",
                "/maven/.hidden",
                "/maven/..%2fsecret",
                "/maven/%2e%2e/secret",
                "/maven/dev/..%2f..%2f..%2fsecret",
                "/maven/%2fetc%2fpasswd",
                "/packages/a%00b",
                "/packages/..%5csecret"
            })
    void nothingIsListedAndNothingElseIsServed(String path) throws IOException {
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(raw.line()).matches("HTTP/1.1 (400|401|404) .*");
        }
    }

    @Test
    void nothingIsWrittenThere() {
        assertThat(management
                        .send("PUT", "/packages/doubles.tgz", BodyPublishers.ofString("x"), "text/plain")
                        .status())
                .isEqualTo(405);
    }
}
