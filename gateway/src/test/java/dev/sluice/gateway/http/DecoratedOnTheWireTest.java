package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.head.HeadStep;
import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.invoke.CallsByName;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.TestVersions;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.Sites;
import dev.sluice.testkit.protocol.EchoFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decorated functions from the caller's side: what comes back, and that each call has one record. */
class DecoratedOnTheWireTest {

    @TempDir
    Path folder;

    private final Sites sites = new Sites();
    private EntryPointFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new EntryPointFixture(folder).function(new EchoFunction());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @SafeVarargs
    private void decorate(Function<DecoratorSite, Decorator>... makers) {
        decorate("hello", makers);
    }

    @SafeVarargs
    private void decorate(String function, Function<DecoratorSite, Decorator>... makers) {
        List<PlacedDecorator> placed = new ArrayList<>();
        for (Function<DecoratorSite, Decorator> maker : makers) {
            DecoratorSite site = sites.site("d" + placed.size(), placed.size());
            placed.add(new PlacedDecorator(site, maker.apply(site)));
        }
        route(TestVersions.of(function), new Decoration.Ready(placed));
    }

    private void route(FunctionVersion version, Decoration decoration) {
        gateway.routes.put(Route.through(decoration, version, gateway.instances(version)));
    }

    private static Function<DecoratorSite, Decorator> whole(WholeHandler handler) {
        return site -> new WholeDecorator(site, handler);
    }

    private static Function<DecoratorSite, Decorator> refusing(int status) {
        return site -> new HeadDecorator(
                site,
                call -> HeadStep.stop(site.problem(status, "not_today", "Not today", "Come back tomorrow.")
                        .retryAfter(Duration.ofSeconds(9))));
    }

    private static Answer text(String text) {
        return Answer.of(200, Headers.EMPTY, text.getBytes(StandardCharsets.UTF_8));
    }

    private InvocationRecord onlyRecord() {
        await().atMost(Duration.ofSeconds(20)).until(() -> !gateway.records().isEmpty());
        assertThat(gateway.records()).hasSize(1);
        return gateway.records().getFirst();
    }

    private RawHttp.Reply post(String body) throws IOException {
        return gateway.exchange(
                "POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void decoratorsStandAroundTheFunctionInTheOrderOfTheSpec() throws IOException {
        Function<DecoratorSite, Decorator> marking = site -> new HeadDecorator(
                site,
                call -> HeadStep.pass(
                        new RequestHead(
                                call.head().method(),
                                call.head().path(),
                                call.head().query(),
                                call.head().headers().plus("Via", site.decorator())),
                        new Watch() {
                            @Override
                            public Headers answered(int status, Headers headers) {
                                return headers.plus("Back", site.decorator());
                            }
                        }));
        decorate(marking, marking, marking);

        RawHttp.Reply reply = post("hi");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("hi");
        assertThat(reply.all("echo-via")).containsExactly("d0", "d1", "d2");
        assertThat(reply.all("back")).containsExactly("d2", "d1", "d0");
        assertThat(reply.header("sluice-version")).contains("1");
        assertThat(onlyRecord()).satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(new Outcome.Succeeded(200));
            assertThat(record.instance()).isEqualTo("r1");
            assertThat(record.bytesIn()).isEqualTo(2);
            assertThat(record.bytesOut()).isEqualTo(2);
            assertThat(record.entryPoint()).isEqualTo("http");
        });
    }

    @Test
    void aRefusalIsAProblemOfTheDecoratorAndHasItsRecord() throws IOException {
        decorate(refusing(429));

        RawHttp.Reply reply = post("hi");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.header("content-type")).contains("application/problem+json");
        assertThat(reply.header("retry-after")).contains("9");
        assertThat(reply.header("sluice-version")).isEmpty();
        assertThat(reply.body())
                .isEqualTo("{\"type\":\"tag:sluice.dev,2026:not_today\",\"title\":\"Not today\",\"status\":429,"
                        + "\"detail\":\"Come back tomorrow.\",\"component\":\"decorator\",\"reason\":\"not_today\","
                        + "\"invocation\":\""
                        + reply.header("sluice-invocation").orElseThrow() + "\"}");
        assertThat(onlyRecord()).satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(new Outcome.Intercepted("d0", 429, "not_today"));
            assertThat(record.version()).isEqualTo(1);
            assertThat(record.instance()).isEmpty();
            assertThat(record.status()).isEqualTo(429);
        });
    }

    @Test
    void aRefusalAsksForNothingOfALongBody() throws IOException {
        decorate(refusing(403));

        try (RawHttp connection = gateway.connect()) {
            connection.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 100000000\r\n\r\n");

            assertThat(connection.reply().status()).isEqualTo(403);
        }
        assertThat(onlyRecord().bytesIn()).isZero();
    }

    @Test
    void aCallThatIsRepeatedInsideIsOneCall() throws IOException {
        decorate(whole((request, next) -> {
            next.call(request);
            next.call(request);
            return next.call(request);
        }));

        assertThat(post("hi").body()).isEqualTo("hi");

        assertThat(onlyRecord().outcome()).isEqualTo(new Outcome.Succeeded(200));
    }

    @Test
    void bodiesOfAnyLengthComeThrough() throws IOException {
        decorate(
                whole((request, next) -> next.call(request)),
                site -> new HeadDecorator(site, call -> HeadStep.pass(call.head())));
        String body = "0123456789".repeat(90_000);

        assertThat(post(body).body()).isEqualTo(body);
        assertThat(onlyRecord()).satisfies(record -> {
            assertThat(record.bytesIn()).isEqualTo(900_000);
            assertThat(record.bytesOut()).isEqualTo(900_000);
        });
    }

    @Test
    void callersCannotForgeWhatDecoratorsSet() throws IOException {
        decorate(site -> new HeadDecorator(site, call -> HeadStep.pass(call.head())));

        RawHttp.Reply reply = gateway.exchange(
                "GET /function/hello HTTP/1.1\r\nHost: h\r\nSluice-Subject: ann\r\nsluice-chain: x\r\n\r\n");

        assertThat(reply.header("echo-sluice-subject")).isEmpty();
        assertThat(reply.header("echo-sluice-chain")).isEmpty();
    }

    @Test
    void aDecoratorThatFailsIsToldAsSuch() throws IOException {
        decorate(whole((request, next) -> {
            throw new IllegalStateException("no clue");
        }));

        RawHttp.Reply reply = post("hi");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body())
                .contains(
                        "\"component\":\"decorator\",\"reason\":\"decorator_failed\"",
                        "The decorator 'd0' (number 1 of 'hello') failed with java.lang.IllegalStateException: no clue."
                                + " The function's owner has to mend its decorators.");
        assertThat(onlyRecord().outcome().word()).isEqualTo("platform_fault");
    }

    @Test
    void anAnswerThatNoDecoratorMayMakeIsNotSent() throws IOException {
        decorate(site -> (invocation, listener, next) -> {
            listener.head(200, Headers.of("X", "a\r\nSet-Cookie: b"));
            listener.end(Headers.EMPTY);
            listener.finished(new Outcome.Intercepted("d0", 200, "x"), Timings.NONE);
            return EndedCall.INSTANCE;
        });

        RawHttp.Reply reply = post("hi");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body())
                .contains(
                        "\"reason\":\"decorator_bad_answer\"", "the header 'X' has a line break or another character");
        assertThat(onlyRecord().outcome().reasonWord()).isEqualTo("decorator_bad_answer");
    }

    @Test
    void aDecoratorThatThrowsWhereItMustNotEndsItsCallAlone() throws IOException {
        decorate(site -> (invocation, listener, next) -> {
            throw new IllegalStateException("no clue");
        });

        assertThat(post("hi").status()).isEqualTo(500);
        assertThat(onlyRecord().outcome().reasonWord()).isEqualTo("decorator_failed");
    }

    @Test
    void aFunctionWhoseDecoratorsCannotBeMadeIsNeverServedWithoutThem() throws IOException {
        route(
                TestVersions.of("hello"),
                new Decoration.Broken(
                        List.of(new SpecProblem("decorators[0]", "there is no decorator 'gone'", "cors, headers"))));

        RawHttp.Reply reply = post("hi");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body())
                .contains(
                        "\"component\":\"decorator\",\"reason\":\"decorator_missing\"",
                        "The function 'hello' cannot be called: its decorators[0] cannot be made: there is no decorator"
                                + " 'gone'.");
        assertThat(onlyRecord().status()).isEqualTo(503);
    }

    @Test
    void decoratorsCallOtherFunctionsByNameWithASpanAndARecordOfTheirOwn() throws IOException {
        CallsByName calls = new CallsByName(new FunctionName("hello"), gateway.invoker, gateway.chains);
        decorate("helper", site -> new HeadDecorator(site, call -> HeadStep.pass(call.head())));
        decorate(site -> (invocation, listener, next) -> calls.invoke(
                new Invocation(invocation.id(), new FunctionName("helper"), invocation.head(), invocation.body()),
                listener));

        RawHttp.Reply reply = gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\n"
                + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n");

        assertThat(reply.header("echo-sluice-chain").orElse("")).startsWith("hello, helper; mac=");
        await().atMost(Duration.ofSeconds(20)).until(() -> gateway.records().size() == 2);
        InvocationRecord outer = gateway.records().getFirst();
        InvocationRecord inner = gateway.records().getLast();
        assertThat(inner.entryPoint()).isEqualTo("decorator");
        assertThat(inner.invocation().function().value()).isEqualTo("helper");
        assertThat(outer.entryPoint()).isEqualTo("http");
        assertThat(outer.invocation().function().value()).isEqualTo("hello");
        assertThat(inner.parentSpan()).isEqualTo(TraceParent.span(outer.traceparent()));
        assertThat(inner.traceparent().substring(0, 35))
                .isEqualTo(outer.traceparent().substring(0, 35));
    }

    @Test
    void decoratorsThatCallInACircleAreStopped() throws IOException {
        decorateByName("hello", "helper");
        decorateByName("helper", "hello");

        RawHttp.Reply reply = post("hi");

        assertThat(reply.status()).isEqualTo(508);
        assertThat(reply.body())
                .contains(
                        "\"component\":\"gateway\",\"reason\":\"call_loop\"",
                        "The calls go round in a circle: hello -> helper -> hello.");
    }

    private void decorateByName(String function, String called) {
        CallsByName calls = new CallsByName(new FunctionName(function), gateway.invoker, gateway.chains);
        decorate(
                function,
                site -> (invocation, listener, next) -> calls.invoke(
                        new Invocation(invocation.id(), new FunctionName(called), invocation.head(), invocation.body()),
                        listener));
    }

    @Test
    void aChainThatAFunctionPassesOnOverHttpGoesOn() throws IOException {
        String chain = gateway.chains.sealed(Headers.EMPTY, List.of("shop")).value(0);

        RawHttp.Reply reply =
                gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\nSluice-Chain: " + chain + "\r\n\r\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("echo-sluice-chain").orElse("")).startsWith("shop, hello; mac=");
    }

    @Test
    void aCircleOverHttpEndsToo() throws IOException {
        Headers chain = gateway.chains.sealed(Headers.EMPTY, List.of("hello", "shop"));

        RawHttp.Reply reply = gateway.exchange(
                "GET /function/hello HTTP/1.1\r\nHost: h\r\nSluice-Chain: " + chain.value(0) + "\r\n\r\n");

        assertThat(reply.status()).isEqualTo(508);
        assertThat(reply.body()).contains("The calls go round in a circle: hello -> shop -> hello.");
    }

    @Test
    void aChainThatSomebodyMadeUpIsDropped() throws IOException {
        String sealed = gateway.chains.sealed(Headers.EMPTY, List.of("shop")).value(0);
        for (String forged : List.of("hello", "hello; mac=", sealed.replace("shop", "hello"), "hello, " + sealed)) {
            RawHttp.Reply reply =
                    gateway.exchange("GET /function/hello HTTP/1.1\r\nHost: h\r\nSluice-Chain: " + forged + "\r\n\r\n");

            assertThat(reply.status()).as(forged).isEqualTo(200);
            assertThat(reply.all("echo-sluice-chain")).isEmpty();
        }
    }

    @Test
    void aChainMayBeDeepButNotWithoutEnd() {
        Sites platform = new Sites();
        CallsByName calls = new CallsByName(new FunctionName("last"), platform.functions(), gateway.chains);
        List<String> chain = IntStream.range(0, 15).mapToObj(i -> "f" + i).toList();
        Invocation deep = Invocations.get().with(Terms.HTTP.through(chain));
        Invocation madeAnew = Invocations.get(
                PlatformHeaders.CHAIN,
                gateway.chains.sealed(Headers.EMPTY, chain).value(0));

        assertThat(HeardCall.of(calls, deep).outcome().reasonWord()).isEqualTo("call_loop");
        assertThat(HeardCall.of(calls, madeAnew).outcome().reasonWord()).isEqualTo("call_loop");
        assertThat(platform.functions().calls()).isEmpty();
    }

    @Test
    void aCallerThatLeavesEndsTheCallOnItsInstanceToo() throws IOException {
        gateway.function((self, frame) -> {});
        decorate(whole((request, next) -> next.call(request)));

        try (RawHttp connection = gateway.connect()) {
            connection.send("GET /function/hello HTTP/1.1\r\nHost: h\r\n\r\n");
            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.entryPoint.inside() == 1);
        }

        assertThat(onlyRecord()).satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(new Outcome.Cancelled());
            assertThat(record.status()).isZero();
        });
    }

    @Test
    void anAnswerOfADecoratorMayBeLong() throws IOException {
        String stored = "abc".repeat(200_000);
        decorate(whole((request, next) -> Reply.own(text(stored), "hit")));

        RawHttp.Reply reply = post("");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(stored);
        assertThat(reply.header("content-length")).contains("600000");
        assertThat(onlyRecord().outcome()).isEqualTo(new Outcome.Intercepted("d0", 200, "hit"));
    }
}
