package dev.sluice.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.AffinityStrategy;
import dev.sluice.core.function.Ambassador;
import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.Build;
import dev.sluice.core.function.DecoratorRules;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.ErrorDetail;
import dev.sluice.core.function.FairKey;
import dev.sluice.core.function.FairShares;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.JvmOptions;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.PlatformUse;
import dev.sluice.core.function.Range;
import dev.sluice.core.function.RequestKey;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.Shards;
import dev.sluice.core.function.Sidecar;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.TriggerSpec;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.SettingInfo;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionReaderTest {

    private static final String ALL_KEYS =
            "a map with the keys code, runtime, handler, upstream, reuse, memory, timeout, concurrency, minInstances, maxInstances, keepAlive, keepAlivePolicy,"
                    + " maxQueue, queueTimeout, background, affinity, startTimeout, jvmOptions, build, calls, uses, sidecars, adapters, egress, environment, secrets, labels, access,"
                    + " errors, longestChain, decorators, async, triggers";
    private static final String MEMORY_RULE = "an amount with a unit, as in 256Mi or 1Gi; 128Mi to 16Gi";
    private static final String TIME_RULE = "a whole number with a unit, as in 500ms, 30s, 2m or 1h; ";
    private static final String NAME_RULE = FunctionName.RULE;
    private static final String VARIABLE_RULE =
            "1 to 255 letters, digits and '_', not starting with a digit, nor with SLUICE_";
    private static final String LABEL_RULE =
            "1 to 63 letters, digits, '-', '_', '.' and '/', starting and ending with a letter or digit";
    private static final String VALUE_RULE = "a text of at most 32768 characters without NUL";

    @Test
    void anEmptySpecGetsTheDefaultsAndLeavesTheCodeOpen() {
        SpecDraft draft = read(Map.of());

        assertThat(draft)
                .isEqualTo(new SpecDraft(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Launch.DEFAULT,
                        Build.DEFAULT,
                        new MemorySize(256),
                        Duration.ofSeconds(30),
                        new Scaling(100, 0, 10, Duration.ofMinutes(5), 200, Duration.ofSeconds(10)),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Access.PUBLIC,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        AsyncSpec.DEFAULT,
                        List.of()));
    }

    @Test
    void aBuildMayLetInstallScriptsRun() {
        SpecDraft draft = read(Map.of("build", Map.of("installScripts", "esbuild @scope/name")));
        FunctionSpec spec = draft.complete(new RuntimeName("node22"), "index.mjs#default");

        assertThat(spec.code().build()).isEqualTo(new Build(List.of("esbuild", "@scope/name")));
        assertThat(SpecTree.of(spec))
                .containsEntry("build", Map.of("installScripts", List.of("esbuild", "@scope/name")));
        assertThat(read(SpecTree.of(spec)).build()).isEqualTo(spec.code().build());
    }

    @Test
    void sidecarsGetWhatIsNotSaidOfThemAndAreWrittenInFull() {
        SpecDraft draft = read(Map.of(
                "sidecars",
                List.of(
                        Map.of("name", "cache", "command", "./cache --most 5"),
                        Map.of("name", "sync", "command", List.of("a/sync"), "address", "none", "memory", "8Mi"),
                        Map.of(
                                "name",
                                "hit-counter",
                                "command",
                                "nginx",
                                "address",
                                "port",
                                "health",
                                "/up",
                                "environment",
                                Map.of("A", "b")))));
        FunctionSpec spec = draft.complete(new RuntimeName("node22"), "index.mjs#default");

        assertThat(spec.code().launch().sidecars())
                .containsExactly(
                        new Sidecar(
                                "cache",
                                List.of("./cache", "--most", "5"),
                                Sidecar.Address.SOCKET,
                                new Sidecar.Health.Connect(),
                                Map.of(),
                                new MemorySize(64)),
                        new Sidecar(
                                "sync",
                                List.of("a/sync"),
                                Sidecar.Address.NONE,
                                new Sidecar.Health.None(),
                                Map.of(),
                                new MemorySize(8)),
                        new Sidecar(
                                "hit-counter",
                                List.of("nginx"),
                                Sidecar.Address.PORT,
                                new Sidecar.Health.Answers("/up"),
                                Map.of("A", "b"),
                                new MemorySize(64)));
        assertThat(read(SpecTree.of(spec)).launch()).isEqualTo(spec.code().launch());
    }

    static Stream<Arguments> sidecarsThatAreWrong() {
        return Stream.of(
                Arguments.of(
                        Map.of("name", "Cache", "command", "./a"),
                        "sidecars[0].name",
                        "'Cache' is not allowed",
                        "1 to 20 lower-case letters, digits and single '-', beginning with a letter"),
                Arguments.of(Map.of("name", "cache"), "sidecars[0].command", "command has 0 entries", ""),
                Arguments.of(
                        Map.of("name", "cache", "command", "/usr/bin/env"),
                        "sidecars[0]",
                        "the command of the sidecar 'cache' begins with '/usr/bin/env': write ./x for a file of the function's"
                                + " folder, or the bare name of a program of the machine",
                        ""),
                Arguments.of(
                        Map.of("name", "cache", "command", "../a"),
                        "sidecars[0]",
                        "the command of the sidecar 'cache' begins with '../a': write ./x for a file of the function's"
                                + " folder, or the bare name of a program of the machine",
                        ""),
                Arguments.of(
                        Map.of("name", "cache", "command", "./a", "address", "none", "health", "connect"),
                        "sidecars[0]",
                        "the sidecar 'cache' has no address, so nothing can be asked for its health: write health: none, or"
                                + " give it an address",
                        ""),
                Arguments.of(
                        Map.of("name", "cache", "command", "./a", "health", "up"),
                        "sidecars[0].health",
                        "'up' is not allowed",
                        "connect, none, or a path that begins with /"));
    }

    @ParameterizedTest
    @MethodSource("sidecarsThatAreWrong")
    void aSidecarThatIsWrongIsToldWhereAndWhy(
            Map<String, Object> sidecar, String path, String message, String allowed) {
        assertThat(problems(Map.of("sidecars", List.of(sidecar))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo(path);
                    assertThat(problem.message()).isEqualTo(message);
                    assertThat(problem.allowed()).contains(allowed);
                });
    }

    @Test
    void twoSidecarsOfOneNameAreRefused() {
        Map<String, Object> one = Map.of("name", "cache", "command", "./a");
        assertThat(problems(Map.of("sidecars", List.of(one, one))))
                .containsExactly(new SpecProblem(
                        "sidecars[1].name",
                        "another sidecar of this function has the name 'cache' already",
                        "a name of its own for each sidecar"));
    }

    @Test
    void ambassadorsGetWhatIsNotSaidOfThemAndAreWrittenInFull() {
        Map<String, Object> broker = Map.of("name", "orders", "broker", Map.of("development", "http://127.0.0.1:9001"));
        Map<String, Object> split = Map.of(
                "name",
                "model",
                "timeout",
                "2s",
                "split",
                Map.of(
                        "targets",
                        Map.of(
                                "stable", Map.of("url", "http://a", "weight", 90),
                                "next", Map.of("url", "http://b/v2/", "weight", 10)),
                        "sticky",
                        Map.of("header", "X-User")));
        Map<String, Object> shards = Map.of(
                "name", "users", "address", "port", "http", Map.of("by", "path 2", "servers", "http://a, http://b"));

        FunctionSpec spec =
                read(Map.of("egress", List.of(broker, split, shards))).complete(new RuntimeName("node"), "index");

        assertThat(spec.code().launch().egress())
                .containsExactly(
                        new Ambassador(
                                "orders",
                                Ambassador.Address.SOCKET,
                                Duration.ofSeconds(10),
                                new Ambassador.Broker(
                                        Map.of("development", UpstreamUrl.parse("http://127.0.0.1:9001")))),
                        new Ambassador(
                                "model",
                                Ambassador.Address.SOCKET,
                                Duration.ofSeconds(2),
                                new Ambassador.Split(
                                        Map.of(
                                                "stable",
                                                new Ambassador.Weighted(UpstreamUrl.parse("http://a"), 90),
                                                "next",
                                                new Ambassador.Weighted(UpstreamUrl.parse("http://b/v2"), 10)),
                                        Optional.of(new RequestKey.Header("X-User")),
                                        false)),
                        new Ambassador(
                                "users",
                                Ambassador.Address.PORT,
                                Duration.ofSeconds(10),
                                new Ambassador.HttpShards(
                                        new RequestKey.Path(2),
                                        List.of(UpstreamUrl.parse("http://a"), UpstreamUrl.parse("http://b")))));
        assertThat(read(SpecTree.of(spec)).launch()).isEqualTo(spec.code().launch());
    }

    static Stream<Arguments> ambassadorsThatAreWrong() {
        Map<String, Object> one = Map.of("url", "http://a", "weight", 0);
        return Stream.of(
                Arguments.of(
                        Map.of("name", "a"),
                        "egress[0]",
                        "the ambassador 'a' has nothing to do: give it one of broker, split, http and redis"),
                Arguments.of(
                        Map.of(
                                "name",
                                "a",
                                "broker",
                                Map.of("x", "http://a"),
                                "http",
                                Map.of("by", "path 1", "servers", "http://a")),
                        "egress[0]",
                        "the ambassador 'a' is to do several things at once: give it one of broker, split, http and redis"),
                Arguments.of(
                        Map.of("name", "token", "broker", Map.of("x", "http://a")),
                        "egress[0]",
                        "an ambassador cannot be named token: SLUICE_EGRESS_TOKEN tells what is shown to all of them"),
                Arguments.of(
                        Map.of("name", "a", "broker", Map.of("x", "ftp://a")),
                        "egress[0].broker.x",
                        "'ftp://a' cannot be an upstream"),
                Arguments.of(
                        Map.of("name", "a", "split", Map.of("targets", Map.of("x", one, "y", one))),
                        "egress[0].split",
                        "all weights are 0: no target would get any call"),
                Arguments.of(
                        Map.of("name", "a", "http", Map.of("by", "path 1", "servers", "http://a http://a")),
                        "egress[0].http",
                        "the same server is named twice: each has keys of its own"),
                Arguments.of(
                        Map.of("name", "a", "redis", Map.of("servers", "127.0.0.1:6379, cache")),
                        "egress[0].redis.servers[1]",
                        "'cache' is no address of a server"),
                Arguments.of(
                        Map.of("name", "a", "http", Map.of("by", "colour", "servers", "http://a")),
                        "egress[0].http.by",
                        "'colour' is no part of a request that can be a key"));
    }

    @ParameterizedTest
    @MethodSource("ambassadorsThatAreWrong")
    void anAmbassadorThatIsWrongIsToldWhereAndWhy(Map<String, Object> ambassador, String path, String message) {
        assertThat(problems(Map.of("egress", List.of(ambassador))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo(path);
                    assertThat(problem.message()).isEqualTo(message);
                });
    }

    @Test
    void twoAmbassadorsOfOneNameAreRefused() {
        Map<String, Object> one = Map.of("name", "orders", "broker", Map.of("development", "http://a"));
        assertThat(problems(Map.of("egress", List.of(one, one))))
                .containsExactly(new SpecProblem(
                        "egress[1].name",
                        "another ambassador of this function has the name 'orders' already",
                        "a name of its own for each ambassador"));
    }

    @Test
    void aBuildMaySeeSecretsButNotSetWhatItFindsItsWayBy() {
        Map<String, Object> build = Map.of("secrets", Map.of("PIP_INDEX_URL", "index"));
        FunctionSpec spec = read(Map.of("build", build)).complete(new RuntimeName("python"), "main:handler");

        assertThat(spec.code().build().secrets()).isEqualTo(Map.of("PIP_INDEX_URL", "index"));
        assertThat(read(SpecTree.of(spec)).build()).isEqualTo(spec.code().build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Build(List.of(), Map.of("PATH", "index")))
                .withMessage("secrets sets PATH, which a build has of its own");
    }

    @Test
    void everyKeyIsRead() {
        SpecDraft draft = read(tree(
                "runtime",
                "java25",
                "handler",
                "demo.Hello::run",
                "memory",
                "1Gi",
                "timeout",
                "500ms",
                "concurrency",
                7L,
                "minInstances",
                1L,
                "maxInstances",
                "3",
                "keepAlive",
                "2m",
                "keepAlivePolicy",
                "adaptive",
                "maxQueue",
                0L,
                "queueTimeout",
                "1s",
                "background",
                "preempt",
                "affinity",
                tree("by", "json /user/id", "strategy", "consistent"),
                "environment",
                Map.of("PORT", 8080L, "DEBUG", true, "RATE", new BigDecimal("1.10"), "NAME", "x"),
                "secrets",
                Map.of("PASSWORD", "db"),
                "labels",
                Map.of("team", "a"),
                "access",
                "token",
                "errors",
                "brief",
                "longestChain",
                3L,
                "decorators",
                List.of("cors", tree("timeout", "2s"), tree("headers", null)),
                "async",
                tree(
                        "attempts", 5L,
                        "maxAge", "48h",
                        "firstPause", "2s",
                        "longestPause", "1m",
                        "timeout", "12h",
                        "backlogCalls", 10L,
                        "backlogBytes", "2Gi",
                        "backlogAge", "1h",
                        "fairKey", tree("header", "X-Tenant"),
                        "weights", tree("gold", 4L, "silver", 2L),
                        "version", 3L),
                "triggers",
                List.of(tree("name", "orders", "topic", tree("name", "orders", "concurrency", 3)))));

        assertThat(draft.complete(new RuntimeName("other"), "other"))
                .isEqualTo(new FunctionSpec(
                        new Backend.Code(new RuntimeName("java25"), "demo.Hello::run"),
                        new MemorySize(1024),
                        Duration.ofMillis(500),
                        new Scaling(
                                7,
                                1,
                                3,
                                Duration.ofMinutes(2),
                                0,
                                Duration.ofSeconds(1),
                                BackgroundPolicy.PREEMPT,
                                KeepAlivePolicy.ADAPTIVE,
                                Optional.of(
                                        new Affinity(new AffinityField.Json("/user/id"), AffinityStrategy.CONSISTENT))),
                        Map.of("PORT", "8080", "DEBUG", "true", "RATE", "1.10", "NAME", "x"),
                        Map.of("PASSWORD", "db"),
                        Map.of("team", "a"),
                        Access.TOKEN,
                        List.of(
                                new DecoratorSpec("cors", Map.of()),
                                new DecoratorSpec("timeout", "2s"),
                                new DecoratorSpec("headers", Map.of())),
                        Optional.of(ErrorDetail.BRIEF),
                        Optional.of(3),
                        new AsyncSpec(
                                Optional.of(5),
                                Optional.of(Duration.ofHours(48)),
                                Optional.of(Duration.ofSeconds(2)),
                                Optional.of(Duration.ofMinutes(1)),
                                Optional.of(Duration.ofHours(12)),
                                Optional.of(10),
                                Optional.of(new MemorySize(2048)),
                                Optional.of(Duration.ofHours(1)),
                                Optional.of(
                                        new FairShares(new FairKey.Header("X-Tenant"), Map.of("gold", 4, "silver", 2))),
                                Optional.of(new VersionChoice.Numbered(3))),
                        List.of(new TriggerSpec(
                                "orders", Map.of("topic", Map.of("name", "orders", "concurrency", 3L))))));
    }

    @ParameterizedTest
    @MethodSource
    void theBoundsOfAKeyAreThoseOfItsType(String key, Range<?> bounds) {
        assertThat(FunctionReader.KIND.describe())
                .filteredOn(info -> info.key().equals(key))
                .extracting(SettingInfo::allowed)
                .singleElement(InstanceOfAssertFactories.STRING)
                .endsWith(bounds.allowed());
    }

    static Stream<Arguments> theBoundsOfAKeyAreThoseOfItsType() {
        return Stream.of(
                Arguments.of("memory", FunctionSpec.MEMORY),
                Arguments.of("timeout", FunctionSpec.TIMEOUT),
                Arguments.of("concurrency", Scaling.CONCURRENCY),
                Arguments.of("minInstances", Scaling.MIN_INSTANCES),
                Arguments.of("maxInstances", Scaling.MAX_INSTANCES),
                Arguments.of("keepAlive", Scaling.KEEP_ALIVE),
                Arguments.of("maxQueue", Scaling.MAX_QUEUE),
                Arguments.of("queueTimeout", Scaling.QUEUE_TIMEOUT),
                Arguments.of("startTimeout", Launch.TIMEOUT));
    }

    @Test
    void wholeNumbersMayHaveAnExponent() {
        assertThat(read(tree("maxQueue", "1e3")).scaling().maxQueue()).isEqualTo(1_000);
        assertThat(problems(tree("maxQueue", "1e-3")))
                .extracting(SpecProblem::message)
                .containsExactly("'0.001' is not a whole number");
        assertThat(problems(tree("maxQueue", "1e99")))
                .extracting(SpecProblem::message)
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("'1000000");
    }

    @Test
    void theDocumentOfAVersionIsReadAsTheSameAgain() {
        FunctionSpec spec = read(tree("labels", Map.of("a", "b"), "memory", "1Gi"))
                .complete(new RuntimeName("java25"), "demo.Hello");
        Digest code = new Digest("0".repeat(64));
        Map<String, Object> document = SpecTree.document(
                new FunctionVersion(new FunctionName("hello"), 3, Optional.of(code), spec, Instant.EPOCH));

        assertThat(document.get("metadata")).isEqualTo(Map.of("name", "hello", "labels", Map.of("a", "b")));
        assertThat(read(document).code()).contains(code);
        assertThat(read(document).name()).contains(new FunctionName("hello"));
        assertThat(read(document).complete(new RuntimeName("other"), "other")).isEqualTo(spec);
    }

    @Test
    void theResourceFormIsRead() {
        SpecDraft draft = read(tree(
                "apiVersion",
                "sluice.dev/v1",
                "kind",
                "Function",
                "metadata",
                Map.of("name", "hello", "labels", Map.of("team", "a", "kept", "outer")),
                "spec",
                Map.of("memory", "512Mi", "labels", Map.of("team", "b"))));

        assertThat(draft.name()).contains(new FunctionName("hello"));
        assertThat(draft.memory()).isEqualTo(new MemorySize(512));
        assertThat(draft.labels()).isEqualTo(Map.of("team", "b", "kept", "outer"));
    }

    @Test
    void aMinimumAboveTheUsualMaximumRaisesIt() {
        assertThat(read(tree("minInstances", 20L)).scaling().maxInstances()).isEqualTo(20);
    }

    @Test
    void nullIsAsGoodAsAbsent() {
        assertThat(read(tree("memory", null, "environment", null))).isEqualTo(read(Map.of()));
    }

    @Test
    void everythingThatIsWrongIsTold() {
        List<SpecProblem> problems =
                problems(tree("memory", "1Mi", "timout", "1s", "environment", tree("1X", "a", "SLUICE_X", "b")));

        assertThat(problems)
                .extracting(SpecProblem::path)
                .containsExactlyInAnyOrder("memory", "timout", "environment.1X", "environment.SLUICE_X");
    }

    @Test
    void whatThePlatformIsUsedForIsAListOrOneText() {
        Set<PlatformUse> both = Set.of(PlatformUse.OWNERSHIP, PlatformUse.MEMBERS);

        assertThat(read(tree("uses", List.of("ownership", "members"))).launch().uses())
                .isEqualTo(both);
        assertThat(read(tree("uses", "members ownership")).launch().uses()).isEqualTo(both);
        assertThat(read(Map.of()).launch().uses()).isEmpty();
        assertThat(problems(tree("uses", List.of("ownershp"))))
                .extracting(SpecProblem::message)
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("ownership");
    }

    @Test
    void theFunctionsThatMayBeCalledAreAListOrOneText() {
        Optional<Set<FunctionName>> both = Optional.of(Set.of(new FunctionName("a"), new FunctionName("b")));

        assertThat(read(tree("calls", List.of("a", "b"))).launch().calls()).isEqualTo(both);
        assertThat(read(tree("calls", "a, b")).launch().calls()).isEqualTo(both);
        assertThat(read(tree("calls", List.of())).launch().calls()).contains(Set.of());
        assertThat(read(Map.of()).launch().calls()).isEmpty();
        assertThat(problems(tree("calls", List.of("Not a name"))))
                .containsExactly(
                        new SpecProblem("calls[0]", "function name 'Not a name' is not allowed", FunctionName.RULE));
        assertThat(problems(tree("calls", Map.of("a", "b"))))
                .containsExactly(new SpecProblem("calls", "calls is a map", "a list of function names"));
    }

    @Test
    void anUpstreamStandsInThePlaceOfCode() {
        SpecDraft draft = read(tree("upstream", "HTTPS://API.example.org/v1/", "timeout", "5s", "access", "token"));

        FunctionSpec spec = draft.ofUpstream().orElseThrow();
        assertThat(spec.backend())
                .isEqualTo(new Backend.Upstream(new UpstreamUrl(true, "api.example.org", 443, "/v1"), true));
        assertThat(SpecTree.of(spec))
                .containsEntry("upstream", "https://api.example.org/v1")
                .doesNotContainKeys("runtime", "memory", "concurrency");
        assertThat(read(SpecTree.of(spec)).ofUpstream()).contains(spec);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void whetherConnectionsAreUsedAgainIsToldForAnUpstream(String word) {
        FunctionSpec spec = read(tree("upstream", "http://a.org", "reuse", word))
                .ofUpstream()
                .orElseThrow();

        assertThat(spec.backend())
                .isEqualTo(new Backend.Upstream(UpstreamUrl.parse("http://a.org"), word.equals("on")));
        assertThat(SpecTree.of(spec)).containsEntry("reuse", word);
        assertThat(read(SpecTree.of(spec)).ofUpstream()).contains(spec);
    }

    @Test
    void aBooleanIsTakenForOnOrOff() {
        assertThat(read(tree("upstream", "http://a.org", "reuse", false)))
                .isEqualTo(read(tree("upstream", "http://a.org", "reuse", "off")));
    }

    @Test
    void whatIsNeitherOnNorOffIsTold() {
        assertThat(problems(tree("upstream", "http://a.org", "reuse", "never")))
                .extracting(SpecProblem::path, SpecProblem::message, SpecProblem::allowed)
                .containsExactly(Assertions.tuple("reuse", "'never' is neither on nor off", "on or off"));
    }

    @Test
    void reuseWithoutAnUpstreamIsTold() {
        assertThat(problems(tree("reuse", "off")))
                .extracting(SpecProblem::path, SpecProblem::message, SpecProblem::allowed)
                .containsExactly(
                        Assertions.tuple("reuse", "reuse has a meaning only with upstream", "an upstream beside it"));
    }

    @Test
    void whatHasToDoWithCodeHasNoMeaningWithAnUpstream() {
        assertThat(problems(tree("upstream", "http://a.org", "memory", "1Gi", "environment", Map.of("A", "1"))))
                .extracting(SpecProblem::path, SpecProblem::message, SpecProblem::allowed)
                .containsExactly(
                        Assertions.tuple(
                                "memory",
                                "memory has no meaning with upstream: nothing runs here",
                                "upstream, reuse, timeout, labels, access, errors, longestChain, decorators, async, triggers"),
                        Assertions.tuple(
                                "environment",
                                "environment has no meaning with upstream: nothing runs here",
                                "upstream, reuse, timeout, labels, access, errors, longestChain, decorators, async, triggers"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example.org",
                "ftp://a.org",
                "http://",
                "http:/a",
                "http://a.org:0",
                "http://a.org:70000",
                "http://a.org:",
                "http://u:p@a.org",
                "http://a.org/?q",
                "http://a.org/#f",
                "http://a b",
                "http://-a.org"
            })
    void whatCannotBeAnUpstreamIsTold(String url) {
        assertThat(problems(tree("upstream", url))).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("upstream");
            assertThat(problem.message()).isEqualTo("'" + url + "' cannot be an upstream");
            assertThat(problem.allowed()).isEqualTo(UpstreamUrl.RULE);
        });
    }

    @Test
    void anAffinityIsAFieldOrAFieldAndAStrategy() {
        Affinity byUser = new Affinity(new AffinityField.Header("X-User"), AffinityStrategy.BOUNDED);

        assertThat(read(tree("affinity", "header X-User")).scaling().affinity()).contains(byUser);
        assertThat(read(tree("affinity", tree("by", "header X-User"))).scaling().affinity())
                .contains(byUser);
        assertThat(SpecTree.of(read(tree("affinity", "header X-User")).complete(new RuntimeName("java25"), "a.B")))
                .containsEntry("affinity", tree("by", "header X-User", "strategy", "bounded"));
        assertThat(problems(tree("affinity", tree("by", "path /users", "strategy", "sticky"))))
                .containsExactlyInAnyOrder(
                        new SpecProblem(
                                "affinity.by",
                                "'path /users' is no part of a call that can be a key",
                                AffinityField.RULE),
                        new SpecProblem("affinity.strategy", "'sticky' is not known", "one of consistent, bounded"));
        assertThat(problems(tree("affinity", tree("strategy", "bounded"))))
                .extracting(SpecProblem::path)
                .containsExactly("affinity.by");
    }

    @Test
    void shardsHaveAnInstanceEachForWhichTheirCallsWait() {
        Affinity shards = new Affinity(
                new AffinityField.Header("X-User"), AffinityStrategy.CONSISTENT, Optional.of(new Shards(16)));

        Scaling scaling = read(tree("affinity", tree("by", "header X-User", "shards", 16)))
                .scaling();

        assertThat(scaling.affinity()).contains(shards);
        assertThat(scaling.maxInstances()).isEqualTo(16);
    }

    @Test
    void shardsThatCannotBeAreRefused() {
        for (int count : List.of(0, -1, 1_001)) {
            assertThat(problems(tree("affinity", tree("by", "address", "shards", count))))
                    .containsExactly(new SpecProblem(
                            "affinity.shards", count + " is out of bounds", "a whole number, 1 to 1000"));
        }
        assertThat(problems(tree("affinity", tree("by", "address", "exclusive", true))))
                .containsExactly(new SpecProblem(
                        "affinity.exclusive",
                        "exclusive has a meaning only with shards: an owner owns one of them",
                        "shards beside it"));
        assertThat(problems(tree("affinity", tree("by", "address", "shards", 4), "maxInstances", 3)))
                .containsExactly(new SpecProblem(
                        "affinity.shards",
                        "4 shards need an instance each, and maxInstances is 3",
                        "1 to 3, or more maxInstances"));
        assertThat(problems(tree("affinity", tree("by", "address", "shards", 4), "minInstances", 5)))
                .containsExactly(new SpecProblem(
                        "minInstances", "minInstances is 5, and there are no more than 4 shards", "0 to 4"));
        assertThat(problems(tree("affinity", tree("by", "address", "shards", 4, "strategy", "bounded"))))
                .containsExactly(new SpecProblem(
                        "affinity.strategy",
                        "a shard has one instance, so that its calls wait for that",
                        "consistent with shards, or no shards"));
    }

    @Test
    void aSpecThatIsWrittenAndReadAgainIsTheSame() {
        FunctionSpec spec = new FunctionSpec(
                new Backend.Code(
                        new RuntimeName("java25"),
                        "demo.Hello",
                        new Launch(Optional.of(Duration.ofSeconds(90)), List.of("--enable-preview", "-Da=b c"))),
                new MemorySize(300),
                Duration.ofMillis(90_061),
                new Scaling(
                        1,
                        0,
                        1,
                        Duration.ofHours(24),
                        100_000,
                        Duration.ofMillis(10),
                        BackgroundPolicy.PREEMPT,
                        KeepAlivePolicy.ADAPTIVE,
                        Optional.of(new Affinity(
                                new AffinityField.Cookie("sid"),
                                AffinityStrategy.CONSISTENT,
                                Optional.of(new Shards(1, true))))),
                Map.of("A", "1"),
                Map.of("B", "b"),
                Map.of("c", "d"),
                Access.TOKEN,
                List.of(
                        new DecoratorSpec("cors", Map.of()),
                        new DecoratorSpec("defaults", tree("a", null, "b", List.of(1L, List.of("x"))))),
                Optional.of(ErrorDetail.FULL),
                Optional.of(1_000),
                new AsyncSpec(
                        Optional.of(1),
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(1500)),
                        Optional.empty(),
                        Optional.of(Duration.ofHours(24)),
                        Optional.empty(),
                        Optional.of(new MemorySize(1)),
                        Optional.of(Duration.ofDays(30)),
                        Optional.of(new FairShares(new FairKey.Header("X-Tenant"), Map.of("gold", 100))),
                        Optional.of(new VersionChoice.Accepted())),
                List.of(
                        new TriggerSpec("orders", Map.of("topic", "orders")),
                        new TriggerSpec("nightly", Map.of("schedule", Map.of("cron", "0 3 * * *")))));

        assertThat(read(SpecTree.of(spec)).complete(new RuntimeName("other"), "other"))
                .isEqualTo(spec);
    }

    @Test
    void whatCannotBeATriggerIsToldByItsPlace() {
        assertThat(problems(tree("triggers", List.of(tree("name", "a", "topic", "t"), tree("topic", "t"), "x"))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("triggers[1]", "it has no name"), tuple("triggers[2]", "it is a text"));
        assertThat(problems(tree("triggers", List.of(tree("name", "A b")))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("triggers[0]", "its name is 'A b'; allowed: " + FunctionName.RULE));
    }

    @Test
    void whatIsWrongWithCallsThatRunLaterIsToldByItsPlace() {
        assertThat(problems(tree("async", tree("attempts", 0L, "maxage", "1h"))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactlyInAnyOrder(
                        tuple("async.attempts", "0 is out of bounds"),
                        tuple("async.maxage", "unknown key 'maxage': did you mean 'maxAge'?"));
        assertThat(problems(tree("async", tree("firstPause", "1m", "longestPause", "1s"))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("async", "longestPause is less than firstPause"));
        assertThat(problems(tree("async", tree("version", "newest"))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("async.version", "'newest' is no version"));
        assertThat(problems(tree("async", tree("fairKey", "callers"))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("async.fairKey", "unknown word 'callers'"));
        assertThat(problems(tree("async", tree("fairKey", tree("header", "X Tenant")))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("async.fairKey", "'X Tenant' cannot be the name of a header field"));
        assertThat(problems(tree("async", tree("fairKey", "subject", "weights", tree("gold", 0L)))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("async", "weights.gold is 0: allowed is 1 to 100"));
        assertThat(problems(tree("async", tree("weights", tree("gold", 2L)))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(tuple("async", "weights are those of values of a fairKey, and there is none"));
    }

    @Test
    void optionsOfTheJvmAreAListOrOneText() {
        List<String> options = List.of(
                "--enable-preview",
                "-Dmode=batch",
                "-XX:MaxDirectMemorySize=64m",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");

        assertThat(read(tree("jvmOptions", options)).launch().jvmOptions()).isEqualTo(options);
        assertThat(read(tree("jvmOptions", " " + String.join("  ", options)))
                        .launch()
                        .jvmOptions())
                .isEqualTo(options);
        assertThat(read(tree("jvmOptions", "")).launch()).isEqualTo(Launch.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseZGC",
                "-javaagent:/tmp/a.jar",
                "-agentlib:jdwp",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:5005",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127x0.0.1:5005",
                "-Xlog:gc:file=/tmp/x",
                "-Djava.system.class.loader=x.Y",
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "@/etc/passwd",
                "-cp",
                "--add-opens=java.base/java.lang",
                "-Xmx0"
            })
    void anOptionOfTheJvmThatIsNotAllowedIsTold(String option) {
        assertThat(problems(tree("jvmOptions", List.of("-ea", option))))
                .containsExactly(new SpecProblem(
                        "jvmOptions[1]",
                        "'" + option + "' is not an option of the JVM that a function may have",
                        JvmOptions.RULE));
    }

    @Test
    void optionsOfTheJvmAreTexts() {
        assertThat(problems(tree("jvmOptions", List.of(List.of()))))
                .extracting(SpecProblem::message)
                .containsExactly("jvmOptions[0] is a list");
        assertThat(problems(tree("jvmOptions", 7L)))
                .extracting(SpecProblem::message)
                .containsExactly("'7' is not an option of the JVM that a function may have");
    }

    @Test
    void theTimeToStartIsBounded() {
        assertThat(read(tree("startTimeout", "90s")).launch().timeout()).contains(Duration.ofSeconds(90));
        assertThat(problems(tree("startTimeout", "1h")))
                .containsExactly(new SpecProblem("startTimeout", "1h is out of bounds", TIME_RULE + "10ms to 10m"));
    }

    @Test
    void aFunctionTellsItsErrorsToThoseWhoHaveATokenUnlessItSaysSo() {
        assertThat(told(tree())).isEqualTo(ErrorDetail.BRIEF);
        assertThat(told(tree("access", "token"))).isEqualTo(ErrorDetail.FULL);
        assertThat(told(tree("access", "token", "errors", "brief"))).isEqualTo(ErrorDetail.BRIEF);
        assertThat(told(tree("errors", "full"))).isEqualTo(ErrorDetail.FULL);
    }

    private static ErrorDetail told(Map<String, ? extends @Nullable Object> tree) {
        return read(tree).complete(new RuntimeName("java25"), "a.B").errorDetail();
    }

    @Test
    void decoratorsAreHeldToTheirRulesWithTheirPlace() {
        DecoratorRules rules = (decorator, path) ->
                List.of(new SpecProblem(path + "." + decorator.name(), "it does not suit me", "another"));

        Binding<SpecDraft> reading = FunctionReader.read(tree("spec", tree("decorators", List.of("cors"))), rules);

        assertThat(((Binding.Refused<SpecDraft>) reading).problems())
                .contains(new SpecProblem("spec.decorators[0].cors", "it does not suit me", "another"));
    }

    @Test
    void whereADecoratorStandsIsKept() {
        List<Object> written = List.of(tree("log", Map.of(), "on", List.of("http", "event")));

        SpecDraft draft = read(tree("decorators", written));

        assertThat(draft.decorators()).isEqualTo(List.of(new DecoratorSpec("log", Map.of(), List.of("http", "event"))));
        assertThat(SpecTree.of(draft.complete(new RuntimeName("java25"), "a.B")).get("decorators"))
                .isEqualTo(written);
    }

    @Test
    void decoratorsMustBeAListOfThem() {
        String each = "a name, or a name and its settings, as in timeout: 2s";

        assertThat(read(tree("decorators", "cors")).decorators())
                .isEqualTo(List.of(new DecoratorSpec("cors", Map.of())));
        assertThat(problems(tree("decorators", 7L)))
                .containsExactly(new SpecProblem("decorators", "it is a number", each));
        assertThat(problems(tree("decorators", Collections.nCopies(33, "cors"))))
                .containsExactly(new SpecProblem("decorators", "decorators has 33 entries", "at most 32"));
        assertThat(problems(tree(
                        "decorators",
                        Arrays.asList("cors", 3L, null, tree("a", 1L, "b", 2L), List.of("cors"), "timeout"))))
                .containsExactly(
                        new SpecProblem("decorators[1]", "it is a number", each),
                        new SpecProblem("decorators[2]", "it is empty", each),
                        new SpecProblem(
                                "decorators[3]", "it has 2 keys; each decorator begins with a dash of its own", each),
                        new SpecProblem("decorators[4]", "it is a list", each));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void eachMistakeHasItsMessage(Map<String, Object> tree, String path, String message, String allowed) {
        assertThat(problems(tree)).containsExactly(new SpecProblem(path, message, allowed));
    }

    static Stream<Arguments> eachMistakeHasItsMessage() {
        String dots = "x".repeat(79) + "…";
        return Stream.of(
                wrong(tree("memroy", "1Gi"), "memroy", "unknown key 'memroy': did you mean 'memory'?", ALL_KEYS),
                wrong(
                        tree("min-instances", 1L),
                        "min-instances",
                        "unknown key 'min-instances': did you mean 'minInstances'?",
                        ALL_KEYS),
                wrong(tree("env", Map.of()), "env", "unknown key 'env': did you mean 'environment'?", ALL_KEYS),
                wrong(tree("colours", List.of()), "colours", "unknown key 'colours'", ALL_KEYS),
                wrong(tree("x".repeat(200), "a"), dots, "unknown key '" + dots + "'", ALL_KEYS),
                wrong(
                        tree("runtime", "Java 25"),
                        "runtime",
                        "runtime 'Java 25' is not allowed: a lower-case word of letters, digits and dots",
                        "the name of a runtime, such as java25"),
                wrong(
                        tree("runtime", List.of("a")),
                        "runtime",
                        "runtime is a list",
                        "the name of a runtime, such as java25"),
                wrong(
                        tree("handler", "a b"),
                        "handler",
                        "'a b' is not allowed",
                        "pkg.Class or pkg.Class::method, at most 512 characters without blanks"),
                wrong(
                        tree("handler", ""),
                        "handler",
                        "'' is not allowed",
                        "pkg.Class or pkg.Class::method, at most 512 characters without blanks"),
                wrong(
                        tree("memory", 256L),
                        "memory",
                        "'256' is not an amount of memory: write 256Mi or 1Gi",
                        MEMORY_RULE),
                wrong(
                        tree("memory", "lots"),
                        "memory",
                        "'lots' is not an amount of memory: write 256Mi or 1Gi",
                        MEMORY_RULE),
                wrong(tree("memory", Map.of()), "memory", "memory is a map", MEMORY_RULE),
                wrong(tree("memory", "64Mi"), "memory", "64Mi is out of bounds", MEMORY_RULE),
                wrong(tree("memory", "17Gi"), "memory", "17Gi is out of bounds", MEMORY_RULE),
                wrong(tree("timeout", 30L), "timeout", "'30' is not a length of time", TIME_RULE + "1ms to 1h"),
                wrong(tree("timeout", "0s"), "timeout", "0s is out of bounds", TIME_RULE + "1ms to 1h"),
                wrong(tree("timeout", "61m"), "timeout", "61m is out of bounds", TIME_RULE + "1ms to 1h"),
                wrong(
                        tree("concurrency", "many"),
                        "concurrency",
                        "'many' is not a whole number",
                        "a whole number, 1 to 1000"),
                wrong(
                        tree("concurrency", new BigDecimal("1.5")),
                        "concurrency",
                        "'1.5' is not a whole number",
                        "a whole number, 1 to 1000"),
                wrong(
                        tree("concurrency", true),
                        "concurrency",
                        "'true' is not a whole number",
                        "a whole number, 1 to 1000"),
                wrong(tree("concurrency", 0L), "concurrency", "0 is out of bounds", "a whole number, 1 to 1000"),
                wrong(tree("minInstances", -1L), "minInstances", "-1 is out of bounds", "a whole number, 0 to 1000"),
                wrong(
                        tree("minInstances", 5L, "maxInstances", 3L),
                        "minInstances",
                        "minInstances is 5, more than maxInstances",
                        "0 to 3"),
                wrong(
                        tree("maxInstances", 1001L),
                        "maxInstances",
                        "1001 is out of bounds",
                        "a whole number, 1 to 1000"),
                wrong(tree("keepAlive", "500ms"), "keepAlive", "500ms is out of bounds", TIME_RULE + "1s to 24h"),
                wrong(
                        tree("keepAlive", "forever"),
                        "keepAlive",
                        "'forever' is not a length of time",
                        TIME_RULE + "1s to 24h"),
                wrong(
                        tree("keepAlivePolicy", "clever"),
                        "keepAlivePolicy",
                        "'clever' is not known",
                        "one of fixed, adaptive"),
                wrong(tree("maxQueue", 100_001L), "maxQueue", "100001 is out of bounds", "a whole number, 0 to 100000"),
                wrong(tree("queueTimeout", "11m"), "queueTimeout", "11m is out of bounds", TIME_RULE + "10ms to 10m"),
                wrong(tree("errors", "none"), "errors", "'none' is not known", "one of full, brief"),
                wrong(tree("access", "private"), "access", "'private' is not known", "one of public, token"),
                wrong(tree("environment", "A=b"), "environment", "environment is a text", "a map of variable values"),
                wrong(
                        tree("environment", tree("1A", "b")),
                        "environment.1A",
                        "'1A' cannot be the name of a variable",
                        VARIABLE_RULE),
                wrong(
                        tree("environment", tree("A-B", "b")),
                        "environment.A-B",
                        "'A-B' cannot be the name of a variable",
                        VARIABLE_RULE),
                wrong(
                        tree("environment", tree("SLUICE_TOKEN", "b")),
                        "environment.SLUICE_TOKEN",
                        "names that start with SLUICE_ belong to the platform",
                        VARIABLE_RULE),
                wrong(
                        tree("environment", tree("A", null)),
                        "environment.A",
                        "there is no value; write \"\" for an empty text",
                        VALUE_RULE),
                wrong(tree("environment", tree("A", List.of("b"))), "environment.A", "A is a list", VALUE_RULE),
                wrong(
                        tree("environment", tree("A", "x".repeat(32_769))),
                        "environment.A",
                        "the value cannot be that of a variable",
                        VALUE_RULE),
                wrong(
                        tree("environment", tree("A", "x\0")),
                        "environment.A",
                        "the value cannot be that of a variable",
                        VALUE_RULE),
                wrong(tree("environment", many(257)), "environment", "environment has 257 entries", "at most 256"),
                wrong(
                        tree("secrets", tree("A", "Not A Name")),
                        "secrets.A",
                        "secret name 'Not A Name' is not allowed: " + NAME_RULE,
                        ""),
                wrong(
                        tree("environment", tree("A", "b"), "secrets", tree("A", "c")),
                        "secrets.A",
                        "A is set in environment too",
                        "each variable in one of the two"),
                wrong(tree("labels", tree("-a", "b")), "labels.-a", "'-a' cannot be a label", LABEL_RULE),
                wrong(
                        tree("labels", tree("a", "b\nc")),
                        "labels.a",
                        "the value cannot be that of a label",
                        "at most 253 characters without line breaks"),
                wrong(tree("labels", many(65)), "labels", "labels has 65 entries", "at most 64"),
                wrong(
                        resource("apiVersion", "sluice.dev/v2"),
                        "apiVersion",
                        "apiVersion is 'sluice.dev/v2'",
                        "sluice.dev/v1"),
                wrong(resource("apiVersion", null), "apiVersion", "apiVersion is missing", "sluice.dev/v1"),
                wrong(resource("kind", "Deployment"), "kind", "kind is 'Deployment'", "Function"),
                wrong(
                        resource("metadata", tree("name", "Bad Name")),
                        "metadata.name",
                        "'Bad Name' is not allowed",
                        NAME_RULE),
                wrong(
                        resource("metadata", tree("nmae", "x")),
                        "metadata.nmae",
                        "unknown key 'nmae': did you mean 'name'?",
                        "a map with the keys name, namespace, labels"),
                wrong(
                        resource("memory", "1Gi"),
                        "memory",
                        "unknown key 'memory'",
                        "a map with the keys apiVersion, kind, metadata, spec"),
                wrong(resource("spec", tree("memory", "1Mi")), "spec.memory", "1Mi is out of bounds", MEMORY_RULE),
                wrong(
                        resource("spec", tree("environment", tree("1A", "b"))),
                        "spec.environment.1A",
                        "'1A' cannot be the name of a variable",
                        VARIABLE_RULE),
                wrong(resource("spec", "x"), "spec", "spec is a text", ALL_KEYS));
    }

    @Test
    void fieldsOfAFormGoOverTheSpec() {
        Map<String, @Nullable Object> whole = SpecFields.over(
                tree("memory", "1Gi", "environment", tree("A", "1", "B", "2")),
                Map.of("memory", "2Gi", "env.B", "3", "secret.C", "c", "label.a.b", "d"));

        SpecDraft draft = read(whole);

        assertThat(draft.memory()).isEqualTo(new MemorySize(2048));
        assertThat(draft.environment()).isEqualTo(Map.of("A", "1", "B", "3"));
        assertThat(draft.secrets()).isEqualTo(Map.of("C", "c"));
        assertThat(draft.labels()).isEqualTo(Map.of("a.b", "d"));
    }

    @Test
    void fieldsOfAFormGoOverAResource() {
        Map<String, @Nullable Object> whole =
                SpecFields.over(resource("spec", tree("memory", "1Gi")), Map.of("timeout", "1s", "memory", "2Gi"));

        assertThat(read(whole).memory()).isEqualTo(new MemorySize(2048));
        assertThat(read(whole).timeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void fieldsThatNobodyKnowsAreRefused() {
        assertThat(problems(SpecFields.over(Map.of(), Map.of("enviroment.A", "x"))))
                .containsExactly(new SpecProblem(
                        "enviroment.A", "unknown key 'enviroment.A': did you mean 'environment'?", ALL_KEYS));
    }

    @Test
    void lengthsOfTimeAreWrittenInTheLargestExactUnit() {
        assertThat(Stream.of(0L, 1L, 1_000L, 1_500L, 60_000L, 61_000L, 3_600_000L, 86_400_000L)
                        .map(Duration::ofMillis)
                        .map(DurationText::format))
                .containsExactly("0s", "1ms", "1s", "1500ms", "1m", "61s", "1h", "24h");
    }

    private static Arguments wrong(Map<String, @Nullable Object> tree, String path, String message, String allowed) {
        return Arguments.of(tree, path, message, allowed);
    }

    private static Map<String, @Nullable Object> resource(String key, @Nullable Object value) {
        Map<String, @Nullable Object> tree = tree(
                "apiVersion", "sluice.dev/v1", "kind", "Function", "metadata", tree("name", "hello"), "spec", tree());
        tree.put(key, value);
        return tree;
    }

    private static Map<String, @Nullable Object> many(int count) {
        Map<String, @Nullable Object> map = new HashMap<>();
        for (int i = 0; i < count; i++) {
            map.put("K" + i, "v");
        }
        return map;
    }

    private static Map<String, @Nullable Object> tree(@Nullable Object... keysAndValues) {
        List<@Nullable Object> list = Arrays.asList(keysAndValues);
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i += 2) {
            tree.put(String.valueOf(list.get(i)), list.get(i + 1));
        }
        return tree;
    }

    private static SpecDraft read(Map<String, ? extends @Nullable Object> tree) {
        Binding<SpecDraft> reading = FunctionReader.read(tree, DecoratorRules.CHECKED_BEFORE);
        assertThat(reading).isInstanceOf(Binding.Bound.class);
        return ((Binding.Bound<SpecDraft>) reading).settings();
    }

    private static List<SpecProblem> problems(Map<String, ? extends @Nullable Object> tree) {
        Binding<SpecDraft> reading = FunctionReader.read(tree, DecoratorRules.CHECKED_BEFORE);
        assertThat(reading).isInstanceOf(Binding.Refused.class);
        return ((Binding.Refused<SpecDraft>) reading).problems();
    }
}
