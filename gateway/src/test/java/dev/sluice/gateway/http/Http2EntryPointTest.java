package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.protocol.Frame;
import dev.sluice.testkit.protocol.EchoFunction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The entry point over HTTP/2 without TLS: what differs from HTTP/1.1. */
class Http2EntryPointTest {

    @TempDir
    Path folder;

    private EntryPointFixture gateway;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        gateway = new EntryPointFixture(folder).function(new EchoFunction());
        client = gateway.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setDefaultPort(gateway.port())
                        .setDefaultHost("127.0.0.1"));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        gateway.close();
    }

    private record Whole(HttpClientResponse response, Buffer body) {}

    private Whole call(HttpMethod method, String path, Buffer body, String... headers) throws Exception {
        return got(client.request(method, path)
                .compose(request -> {
                    for (int i = 0; i < headers.length; i += 2) {
                        request.headers().add(headers[i], headers[i + 1]);
                    }
                    return request.send(body);
                })
                .compose(response -> response.body().map(whole -> new Whole(response, whole))));
    }

    private static <T> T got(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aCallPassesAsItIs() throws Exception {
        Whole whole = call(
                HttpMethod.PUT,
                "/function/hello/a%20b?q=1",
                Buffer.buffer("hello"),
                "cookie",
                "a=1",
                "cookie",
                "b=2",
                "x-y",
                "z");

        assertThat(whole.response().version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(whole.response().statusCode()).isEqualTo(200);
        assertThat(whole.body().toString()).isEqualTo("hello");
        assertThat(whole.response().getHeader("echo-path")).isEqualTo("/a%20b");
        assertThat(whole.response().getHeader("echo-query")).isEqualTo("q=1");
        assertThat(whole.response().getHeader("echo-x-y")).isEqualTo("z");
        assertThat(whole.response().headers().getAll("echo-cookie")).containsExactly("a=1; b=2");
        assertThat(whole.response().getHeader("echo-host")).isEqualTo("127.0.0.1:" + gateway.port());
        assertThat(whole.response().getHeader("echo-x-forwarded-host")).isEqualTo("127.0.0.1:" + gateway.port());
        assertThat(whole.response().getHeader("sluice-version")).isEqualTo("1");
        assertThat(whole.response().headers().names()).noneMatch(name -> name.startsWith("echo-:"));
    }

    @Test
    void aCallWithoutABodyIsOne() throws Exception {
        Whole whole = call(HttpMethod.GET, "/function/hello", Buffer.buffer());

        assertThat(whole.response().statusCode()).isEqualTo(200);
        assertThat(whole.body().length()).isZero();
    }

    @Test
    void largeBodiesPassBothWays() throws Exception {
        Buffer large = Buffer.buffer(new byte[5_000_000]);

        assertThat(call(HttpMethod.POST, "/function/hello", large).body().length())
                .isEqualTo(5_000_000);
    }

    @Test
    void trailersOfAnAnswerArrive() throws Exception {
        gateway.answering(stream -> List.of(
                new Frame.Result(stream, 200, Headers.EMPTY, false),
                new Frame.Data(stream, ByteBuffer.wrap(new byte[] {'x'}), false),
                new Frame.Trailers(stream, Headers.of("x-sum", "6"))));

        Whole whole = call(HttpMethod.GET, "/function/hello", Buffer.buffer());

        assertThat(whole.response().trailers().get("x-sum")).isEqualTo("6");
    }

    @Test
    void problemsAreTheSame() throws Exception {
        Whole whole = call(HttpMethod.POST, "/function/nobody", Buffer.buffer("ignored"));

        assertThat(whole.response().statusCode()).isEqualTo(404);
        assertThat(whole.body().toString()).contains("\"reason\":\"no_such_function\"");
    }

    @Test
    void aFailureAfterTheAnswerBeganResetsTheStreamAndNotTheConnection() throws Exception {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Invoke invoke) {
                self.send(new Frame.Result(invoke.stream(), 200, Headers.EMPTY, false));
                self.send(new Frame.Data(invoke.stream(), ByteBuffer.wrap(new byte[100]), false));
            }
        });
        HttpClientRequest request = got(client.request(HttpMethod.GET, "/function/hello"));
        HttpClientResponse response = got(request.send());
        Future<Buffer> body = response.body();
        gateway.runner.send(new Frame.Error(1, Frame.InvokeFault.THREW, FunctionError.of("no")));

        assertThatThrownBy(() -> got(body)).hasMessageContaining("Stream reset: 2");
        gateway.function(new EchoFunction());
        HttpClientRequest next = got(client.request(HttpMethod.GET, "/function/hello"));
        assertThat(next.connection()).isSameAs(request.connection());
        assertThat(got(next.send()).statusCode()).isEqualTo(200);
    }

    @Test
    void aStreamThatTheCallerResetsCancelsItsCall() throws Exception {
        gateway.function((self, frame) -> {
            if (frame instanceof Frame.Cancel cancel) {
                self.send(new Frame.Error(cancel.stream(), Frame.InvokeFault.CANCELLED, FunctionError.of("")));
            }
        });
        HttpClientRequest request = got(client.request(HttpMethod.GET, "/function/hello"));
        request.send();
        await().until(() -> gateway.entryPoint.inside() == 1);
        request.reset(8);

        await().until(() -> gateway.records().size() == 1);
        assertThat(gateway.records().getFirst().outcome()).isEqualTo(new Outcome.Cancelled());
    }

    @Test
    void continueIsSaidWhenASlotIsThere() throws Exception {
        HttpClientRequest request = got(client.request(HttpMethod.POST, "/function/hello"));
        request.putHeader("expect", "100-continue").putHeader("content-length", "5");
        request.continueHandler(nothing -> request.end("hello"));
        // Asked for before anything is sent: a body that nobody waits for when it comes is lost.
        Future<Whole> answer =
                request.response().compose(response -> response.body().map(body -> new Whole(response, body)));
        request.sendHead();

        assertThat(got(answer).response().statusCode()).isEqualTo(200);
        assertThat(got(answer).body().toString()).isEqualTo("hello");
    }

    @Test
    void aConnectionThatBeginsAsHttp1StaysIt() throws Exception {
        try (java.net.http.HttpClient upgrading = java.net.http.HttpClient.newHttpClient()) {
            for (String body : List.of("first", "second")) {
                HttpResponse<String> answer = upgrading.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/function/hello"))
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_1_1);
                assertThat(answer.body()).isEqualTo(body);
            }
        }
    }
}
