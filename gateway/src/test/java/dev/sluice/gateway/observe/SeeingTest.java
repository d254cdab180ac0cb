package dev.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.FunctionReport.InstanceReport;
import dev.sluice.gateway.GatewaySettings;
import dev.sluice.gateway.observe.standing.Lifecycle;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.common.http.TestHTTPResourceManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the application shows over HTTP of how it stands and what it did. */
@QuarkusTest
@TestProfile(SeeingProfile.class)
class SeeingTest {

    @Inject
    FakeFunctionPools pools;

    @Inject
    Lifecycle course;

    @Inject
    GatewaySettings settings;

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        URI uri = URI.create(TestHTTPResourceManager.getUri()).resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static Stream<String> metrics() throws Exception {
        HttpResponse<String> answer = get("/metrics", "Authorization", "Bearer " + SeeingProfile.TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().lines();
    }

    @Test
    void itIsReadyOnlyOnceItHasStartedAndSomethingCanRunACall() throws Exception {
        pools.reset();
        HttpResponse<String> nothingRuns = get("/health/ready");
        assertThat(nothingRuns.statusCode()).isEqualTo(503);
        assertThat(nothingRuns.body()).contains("\"runners\"", "No runner waits and none starts.");

        Stream.of(Lifecycle.Step.values()).forEach(course::reached);
        InstanceReport instance = new InstanceReport("r1", 1, 1, "ready", 0, 0, Duration.ZERO, OptionalLong.of(1));
        pools.report(new FunctionName("serving"), new FunctionReport(List.of(instance), 0, 0, Optional.empty()));

        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(ready.body()).contains("\"gateway\"", "\"disk\"", "\"freeBytes\"");
    }

    @Test
    void itLivesAsLongAsItsEventLoopsAnswer() throws Exception {
        HttpResponse<String> live = get("/health/live");

        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body()).contains("\"event loops\"");
    }

    @Test
    void metricsNeedTheAdminToken() throws Exception {
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
    }

    @Test
    void metricsAreThePlatformsAndTheJvmsAndNotThoseOfAFramework() throws Exception {
        get("/function/nobody-has-this-name/x?secret=1");

        await().untilAsserted(() -> assertThat(metrics()
                        .filter(line ->
                                line.startsWith("sluice_invocations_total{function=\"_unknown\",namespace=\"\"")))
                .singleElement()
                .asString()
                .contains("outcome=\"no_such_function\""));
        assertThat(metrics().filter(line -> line.startsWith("jvm_memory_used_bytes")))
                .isNotEmpty();
        assertThat(metrics().filter(line -> line.startsWith("http_"))).isEmpty();
    }

    @Test
    void aCallLeavesARecordWithoutItsQuery() throws Exception {
        HttpResponse<String> answer = get("/function/nobody-has-that-name/path?secret=1");
        assertThat(answer.statusCode()).isEqualTo(404);

        Path file = settings.home().resolve("logs/access.jsonl");
        await().until(() -> recorded(file, "nobody-has-that-name"));
        assertThat(Files.readString(file)).doesNotContain("secret");
    }

    private static boolean recorded(Path file, String function) throws IOException {
        return Files.exists(file) && Files.readString(file).contains("\"function\":\"" + function + "\"");
    }
}
