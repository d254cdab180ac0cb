package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.decorator.BodyRoom;
import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.settings.Binding;
import dev.sluice.decorators.BuiltInKinds;
import dev.sluice.gateway.cache.CacheProcesses;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.evaluate.EvaluatorSettings;
import dev.sluice.gateway.evaluate.ProcessEvaluators;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.TestVersions;
import dev.sluice.gateway.observe.calls.FinishedCall;
import dev.sluice.runners.pool.SystemTime;
import dev.sluice.store.document.Documents;
import dev.sluice.testkit.protocol.EchoFunction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decorators that come with the platform, together and over HTTP. */
@Timeout(60)
class BuiltInDecoratorsOnTheWireTest {

    private static final String CORS = "cors: {origins: ['https://app.example.org']}";

    @TempDir
    Path folder;

    private final SystemTime time = new SystemTime("built-in-decorators");
    private Optional<EntryPointFixture> opened = Optional.empty();

    @SuppressWarnings("NullAway.Init")
    private ProcessEvaluators evaluators;

    @SuppressWarnings("NullAway.Init")
    private DecoratorKinds kinds;

    @BeforeEach
    void makeKinds() {
        Duration patience = Duration.ofSeconds(30);
        evaluators = ProcessEvaluators.in(
                folder.resolve("evaluators"),
                new EvaluatorSettings(2, 1, 40, 128, Duration.ofSeconds(1), patience, patience));
        kinds = BuiltInKinds.of(
                () -> {
                    throw new AssertionError("nobody asks for a second factor");
                },
                evaluators,
                new CacheProcesses(folder, folder));
    }

    @AfterEach
    void stop() throws Exception {
        evaluators.close();
        if (opened.isPresent()) {
            opened.get().close();
        }
    }

    private EntryPointFixture gateway(EntryPointSettings settings, String... decorators) throws Exception {
        EntryPointFixture gateway = new EntryPointFixture(folder, settings, 2).function(new EchoFunction());
        opened = Optional.of(gateway);
        List<PlacedDecorator> placed = new ArrayList<>();
        for (String decorator : decorators) {
            placed.add(placed(decorator, placed.size(), gateway.invoker));
        }
        FunctionVersion version = TestVersions.of("hello");
        gateway.routes.put(Route.through(new Decoration.Ready(placed), version, gateway.instances(version)));
        return gateway;
    }

    private PlacedDecorator placed(String yaml, int position, PooledInvoker invoker) throws Exception {
        Map.Entry<String, ?> entry = Documents.read(yaml).entrySet().iterator().next();
        DecoratorServices services = new DecoratorServices(
                time,
                new Random(1),
                new Random(2),
                invoker,
                name -> Optional.of(new SecretValue("the-key-of-" + name)),
                task -> Thread.ofVirtual().start(task),
                new BodyRoom(64L * 1024 * 1024),
                event -> {});
        return switch (kinds.bind(
                new DecoratorSpec(
                        entry.getKey(),
                        Optional.<Object>ofNullable(entry.getValue()).orElse(Map.of())),
                "decorators[0]")) {
            case Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound) -> {
                DecoratorSite site = new DecoratorSite(
                        new FunctionName("hello"), entry.getKey(), position, services, bound.credentials());
                yield new PlacedDecorator(site, bound.make(site));
            }
            case Binding.Refused<? extends BoundDecorator<?>> refused ->
                throw new AssertionError("refused: " + refused.problems());
        };
    }

    private RawHttp.Reply call(String... headers) throws Exception {
        String fields = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return opened.orElseThrow().exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n");
    }

    private RawHttp.Reply post(String body) throws Exception {
        return opened.orElseThrow()
                .exchange(
                        "POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body);
    }

    private static EntryPointSettings behindAProxy() {
        return new EntryPointSettings(
                true, EntryPointSettings.DEFAULT.maxHeaderBytes(), EntryPointSettings.DEFAULT.traceRatio());
    }

    @Test
    void aMadeUpAddressEvadesNoLimit() throws Exception {
        gateway(EntryPointSettings.DEFAULT, "rate-limit: {rate: 1, per: 1h}");

        assertThat(call("X-Forwarded-For: 192.0.2.1").status()).isEqualTo(200);
        assertThat(call("X-Forwarded-For: 192.0.2.2").status()).isEqualTo(429);
        assertThat(call("X-Forwarded-For: 192.0.2.3, 192.0.2.4", "Forwarded: for=192.0.2.5", "X-Real-IP: 192.0.2.6")
                        .status())
                .isEqualTo(429);
    }

    @Test
    void whatACallerSaysBeforeATrustedProxyEvadesNoLimit() throws Exception {
        EntryPointFixture gateway = gateway(behindAProxy(), "rate-limit: {rate: 1, per: 1h}");

        assertThat(call("X-Forwarded-For: 192.0.2.7").status()).isEqualTo(200);
        assertThat(call("X-Forwarded-For: 6.6.6.6, 192.0.2.7").status()).isEqualTo(429);
        assertThat(call("X-Forwarded-For: 6.6.6.7", "X-Forwarded-For: 192.0.2.7:50123")
                        .status())
                .isEqualTo(429);
        assertThat(call("X-Forwarded-For: 192.0.2.8").status()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(20)).until(() -> gateway.records().size() == 4);
        assertThat(gateway.records().stream().map(FinishedCall::of).map(FinishedCall::client))
                .containsExactly("192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.8");
    }

    private void assertReadable(RawHttp.Reply reply, int status, String reason) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).contains("\"reason\":\"" + reason + "\"");
        assertThat(reply.all("access-control-allow-origin")).containsExactly("https://app.example.org");
        assertThat(reply.all("vary")).containsExactly("Origin");
    }

    private RawHttp.Reply page() throws Exception {
        return call("Origin: https://app.example.org");
    }

    @Test
    void aPageCanReadTheRefusalOfALaterDecorator() throws Exception {
        gateway(EntryPointSettings.DEFAULT, CORS, "retry: {attempts: 2}", "auth: {apiKey: {keys: [ann]}}");

        assertReadable(page(), 401, "credentials_missing");
    }

    @Test
    void aPageCanReadThatItCallsTooOften() throws Exception {
        gateway(EntryPointSettings.DEFAULT, CORS, "rate-limit: {rate: 1, per: 1h}");

        assertThat(page().status()).isEqualTo(200);
        assertReadable(page(), 429, "rate_limited");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"headers: {}", "retry: {attempts: 2, delay: 1ms, longest: 10ms}", "timeout: 10s", "compress: {}"
            })
    void aPageCanReadThatThePoolIsFullWhateverStandsBetween(String between) throws Exception {
        EntryPointFixture gateway = gateway(EntryPointSettings.DEFAULT, between, CORS, between);
        gateway.pools.slots(0);

        assertReadable(page(), 429, "queue_full");
    }

    @Test
    void aPageCanReadThatTheFunctionFailed() throws Exception {
        EntryPointFixture gateway = gateway(EntryPointSettings.DEFAULT, CORS);
        gateway.pools.refusing(version -> Optional.of(new Outcome.Exited("exit code 1")));

        assertReadable(page(), 502, "function_exited");
    }

    @Test
    void aPageCanReadThatTheFunctionTookTooLong() throws Exception {
        EntryPointFixture gateway = gateway(EntryPointSettings.DEFAULT, CORS, "timeout: 50ms");
        gateway.function((self, frame) -> {});

        assertReadable(page(), 504, "timeout");
    }

    @Test
    void aBodyThatNoPatchFitsIsTheCallersFault() throws Exception {
        gateway(EntryPointSettings.DEFAULT, "transform: {request: {patch: [{op: add, path: /a/01, value: 1}]}}");

        RawHttp.Reply reply = opened.orElseThrow()
                .exchange("POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 9\r\n\r\n{\"a\":[1]}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("\"reason\":\"request_not_rewritten\"");
    }

    @Test
    void aCacheBeforeCorsGivesPagesOfAllOriginsWhatTheyMayRead() throws Exception {
        gateway(EntryPointSettings.DEFAULT, "cache: {ttl: 1m}", "cors: {origins: ['*']}");
        call();

        RawHttp.Reply kept = call("Origin: https://app.example.org");

        assertThat(kept.header("age")).isPresent();
        assertThat(kept.all("access-control-allow-origin")).containsExactly("*");
    }

    @Test
    void aPageOfAnotherOriginReadsNothing() throws Exception {
        gateway(EntryPointSettings.DEFAULT, CORS, "auth: {apiKey: {keys: [ann]}}");

        RawHttp.Reply reply = call("Origin: https://evil.example.org");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("access-control-allow-origin")).isEmpty();
    }

    @Test
    void whoCallsIsToldInAnyScript() throws Exception {
        gateway(EntryPointSettings.DEFAULT, "auth: {apiKey: {keys: [ann]}}");

        assertThat(call("X-API-Key: the-key-of-ann", "Sluice-Subject: bob").all("echo-sluice-subject"))
                .containsExactly("ann");
    }

    @Test
    void bodiesAreHeldToASchemaAndRewrittenOutsideOfTheGateway() throws Exception {
        gateway(
                EntryPointSettings.DEFAULT,
                "validate: {body: {required: [n]}, maxTime: 10s}",
                "transform: {request: {jsonata: '{\"m\": n + 1}'}, maxTime: 10s}");

        assertThat(post("{\"n\":1}").body()).isEqualTo("{\"m\":2}");
        assertThat(post("{\"o\":1}").body()).contains("\"request_invalid\"", "required property 'n' not found");
        assertThat(evaluators.report().started()).isPositive();
    }

    @Test
    void aHundredBodiesWhoseRewritingTakesLongAreRefusedAndTheNextIsRewritten() throws Exception {
        gateway(
                EntryPointSettings.DEFAULT,
                "transform: {request: {jsonata: 'n > 0 ? $count([1..n][$ % 2 = 0]) : \"quick\"'}, maxTime: 200ms}");
        assertThat(post("{\"n\":4}").body()).isEqualTo("2");

        List<Future<RawHttp.Reply>> slow = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(100)) {
            for (int i = 0; i < 100; i++) {
                slow.add(callers.submit(() -> post("{\"n\":9000000}")));
            }
            assertThat(call().status()).isEqualTo(200);
        }

        for (Future<RawHttp.Reply> reply : slow) {
            assertThat(reply.get().body())
                    .containsAnyOf("\"reason\":\"request_not_rewritten\"", "\"reason\":\"evaluators_busy\"");
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> evaluators.report().idle() == evaluators.report().processes());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> post("{\"n\":0}").body().equals("\"quick\""));
    }
}
