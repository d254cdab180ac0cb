package dev.sluice.function.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext.LogLine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class StubsTest {

    private final StubContext context = new StubContext("hello");

    @Test
    void aContextOfWhichNothingIsSetIsAFirstAttemptWithTime() {
        assertThat(context.attempt()).isEqualTo(1);
        assertThat(context.cancelled()).isFalse();
        assertThat(context.remaining()).isPositive();
        assertThat(context.environment()).isEmpty();
        assertThat(context.lastProgress()).isEmpty();
    }

    @Test
    void aContextIsCancelledByTheTestOrByItsDeadline() {
        context.cancel();
        assertThat(context.cancelled()).isTrue();

        StubContext late = new StubContext("hello").deadline(Instant.now().minusSeconds(1));
        assertThat(late.cancelled()).isTrue();
        assertThat(late.remaining()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aContextKeepsWhatIsLoggedAndToldOfProgress() {
        context.logger().log(System.Logger.Level.INFO, "greeting {0}", "Ada");
        context.logger().log(System.Logger.Level.WARNING, "failed", new IOException("gone"));
        context.progress(new byte[] {7});

        assertThat(context.logged())
                .containsExactly(
                        new LogLine(System.Logger.Level.INFO, "greeting Ada"),
                        new LogLine(System.Logger.Level.WARNING, "failed: java.io.IOException: gone"));
        assertThat(context.progress()).containsExactly(new byte[] {7});
        assertThatThrownBy(() -> context.progress(new byte[65_537])).hasMessageContaining("may have 65536 bytes");
    }

    @Test
    void aSecondAttemptKnowsWhatTheFirstTold() {
        context.attempt(2, (byte) 7);

        assertThat(context.attempt()).isEqualTo(2);
        assertThat(context.lastProgress()).contains(new byte[] {7});
    }

    @Test
    void aRequestHasParametersHeadersAndABody() throws IOException {
        StubRequest request =
                StubRequest.post("/a?x=1&na%20me=A+%26&flag", "text").with("X-Kind", "a");

        assertThat(request.path()).isEqualTo("/a");
        assertThat(request.queryParameter("na me")).contains("A &");
        assertThat(request.queryParameter("flag")).contains("");
        assertThat(request.queryParameter("y")).isEmpty();
        assertThat(request.header("x-kind")).contains("a");
        assertThat(request.text()).isEqualTo("text");
    }

    @Test
    void aRequestIsBoundToItsValueAndToNoOther() throws IOException {
        assertThat(StubRequest.json("/", 7).json(Integer.class)).isEqualTo(7);
        assertThatThrownBy(() -> StubRequest.json("/", 7).json(String.class)).hasMessage("7 is no String");
        assertThatThrownBy(() -> StubRequest.get("/").json(String.class)).hasMessageContaining("binds no JSON");
    }

    @Test
    void otherFunctionsAreAnsweredForByTheTest() throws Exception {
        try (StubFunctions functions = new StubFunctions()
                .answer(
                        "shout",
                        (request, its) -> Response.text(request.text().toUpperCase(Locale.ROOT) + request.query()))) {
            context.environment(functions.environment());

            HttpResponse<String> answer = call("/function/shout/a?x=1", "who");
            HttpResponse<String> later = call("/async-function/shout", "who");
            HttpResponse<String> unknown = call("/function/whisper", "who");

            assertThat(answer.body()).isEqualTo("WHOx=1");
            assertThat(later.statusCode()).isEqualTo(202);
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).isEqualTo("the test answers for no function 'whisper'\n");
            assertThat(functions.calls("shout"))
                    .extracting(
                            StubFunctions.Called::pathAndQuery, StubFunctions.Called::text, StubFunctions.Called::later)
                    .containsExactly(Tuple.tuple("/a?x=1", "who", false), Tuple.tuple("/", "who", true));
            assertThat(functions.calls("shout").get(0).headers().get("Authorization"))
                    .containsExactly("Bearer token-of-the-test");
        }
    }

    @Test
    void anAnswerThatFailsIsToldToTheCaller() throws Exception {
        try (StubFunctions functions = new StubFunctions().answer("broken", (request, its) -> {
            throw new IllegalStateException("no");
        })) {
            context.environment(functions.environment());

            assertThat(call("/function/broken", "").body())
                    .isEqualTo("the answer of the test failed: java.lang.IllegalStateException: no\n");
        }
    }

    private HttpResponse<String> call(String path, String body) throws IOException, InterruptedException {
        Map<String, String> environment = context.environment();
        String url = Objects.requireNonNull(environment.get("SLUICE_URL"));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("Authorization", "Bearer " + environment.get("SLUICE_TOKEN"))
                                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                                .build(),
                        BodyHandlers.ofString());
    }
}
