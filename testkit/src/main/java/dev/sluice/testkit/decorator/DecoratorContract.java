package dev.sluice.testkit.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.SettingInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every kind of decorator keeps. A subclass says which kind, and with what settings it lets a call pass. */
@Timeout(60)
public abstract class DecoratorContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    protected final Sites sites = new Sites();
    protected final PlayedFunction function = new PlayedFunction();

    protected abstract DecoratorKind<?> kind();

    /** Settings as a spec has them, with which {@link #passing} reaches the function. */
    protected abstract Object settings();

    /** A call that reaches the function. */
    protected Invocation passing() {
        return Invocations.post("{\"a\":1}");
    }

    /** The same with a streamed body. */
    protected Invocation passingStreamed() {
        return Invocations.streamed("content-type", "application/json");
    }

    /** Whether it reads the body of such requests; one that does not must not hold a byte back. */
    protected abstract boolean readsRequests();

    /** The decorator around the function. */
    protected final Invoker decorated() {
        return decorated(settings(), function);
    }

    protected final Invoker decorated(Object settings, Invoker around) {
        DecoratorSite site = sites.site(kind().name());
        Binding<? extends BoundDecorator<?>> binding =
                DecoratorKinds.of(kind()).bind(new DecoratorSpec(kind().name(), settings), "decorators[0]");
        if (binding instanceof Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound)) {
            Decorator decorator = bound.make(site);
            return DecoratorChain.compile(List.of(new PlacedDecorator(site, decorator)), around);
        }
        throw new AssertionError("these settings are refused: " + binding);
    }

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(function.faults()).isEmpty();
        assertThat(sites.functions().faults()).isEmpty();
    }

    @Test
    void aKindSaysWhatItIs() {
        assertThat(FunctionName.isValid(kind().name())).isTrue();
        assertThat(kind().summary()).endsWith(".").doesNotContain("\n").hasSizeBetween(10, 160);
        assertThat(kind().example()).startsWith("- " + kind().name());
        assertThat(allSettings(DecoratorKinds.of(kind()).describe().getFirst().settings()))
                .allSatisfy(setting -> assertThat(setting.what()).isNotBlank().doesNotEndWith("."));
    }

    private static Stream<SettingInfo> all(SettingInfo setting) {
        Stream<SettingInfo> inside = setting.inside().stream().flatMap(DecoratorContract::all);
        return setting.type().equals("settings") && setting.what().isEmpty()
                ? inside
                : Stream.concat(Stream.of(setting), inside);
    }

    private static List<SettingInfo> allSettings(List<SettingInfo> settings) {
        return settings.stream().flatMap(DecoratorContract::all).toList();
    }

    @Test
    void aGoodCallIsAnsweredOnce() {
        function.answering(200, "hello");

        HeardCall caller = HeardCall.of(decorated(), passing());

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.faults()).isEmpty();
        assertThat(function.calls()).isNotEmpty();
    }

    @Test
    void aCallGoesOnOnTheTermsOnWhichItCame() {
        Terms terms = new Terms(
                EntryPoint.HTTP,
                Priority.BACKGROUND,
                Optional.of(Instant.EPOCH),
                "order-7",
                3,
                List.of("shop", "hello"));

        HeardCall.of(decorated(), passing().with(terms)).outcome();

        assertThat(function.calls())
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.invocation().terms()).isEqualTo(terms));
    }

    @Test
    void theCallerThreadIsNeverHeldUp() {
        function.playing(new PlayedFunction.Act.Waits());

        HeardCall caller = HeardCall.of(decorated(), passing());
        await().atMost(PATIENCE).until(() -> !function.calls().isEmpty());
        caller.cancel();

        caller.outcome();
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aCallerThatLeavesEndsItsCallAndThoseBehindIt() {
        function.playing(new PlayedFunction.Act.Waits());
        HeardCall caller = HeardCall.of(decorated(), passing());
        await().atMost(PATIENCE).until(() -> !function.calls().isEmpty());

        caller.cancel();

        assertThat(caller.outcome()).isEqualTo(new Outcome.Cancelled());
        await().atMost(PATIENCE).until(() -> function.calls().stream().allMatch(PlayedCall::cancelled));
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aCallerMayLeaveBeforeItsBodyIsThere() {
        HeardCall caller = HeardCall.withholding(decorated(), passingStreamed());

        caller.cancel();

        assertThat(caller.outcome()).isInstanceOfAny(Outcome.Cancelled.class, Outcome.Intercepted.class);
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aFunctionThatFailsEndsTheCallOnce() {
        function.playing(new PlayedFunction.Act.Ends(new Outcome.Threw(FunctionError.of("no such city"))));

        HeardCall caller = HeardCall.of(decorated(), passing());

        caller.outcome();
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void anAnswerThatBreaksOffIsNotDressedUpAsWhole() {
        Answer part = Answer.of(200, Headers.of("content-type", "text/plain"), new byte[100]);
        function.playing(new PlayedFunction.Act.BreaksOff(part, new Outcome.Exited("exit code 3")));

        HeardCall caller = HeardCall.of(decorated(), passing());

        assertThat(caller.outcome()).isNotInstanceOf(Outcome.Succeeded.class);
        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void aLongAnswerComesWholeToAReader() {
        byte[] body = bytes(1_000_000);
        function.playing(new PlayedFunction.Act.Answers(
                Answer.of(200, Headers.of("content-type", "application/octet-stream"), body)));

        HeardCall caller = HeardCall.of(decorated(), passing());

        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        assertThat(caller.body()).isNotEmpty();
    }

    @Test
    void aReaderThatGrantsNothingGetsTheFirstWindowAtMost() {
        function.playing(new PlayedFunction.Act.Answers(
                Answer.of(200, Headers.of("content-type", "application/octet-stream"), bytes(1_000_000))));

        HeardCall caller = HeardCall.slowly(decorated(), passing());
        caller.status();
        caller.cancel();
        caller.outcome();

        assertThat(caller.faults()).isEmpty();
    }

    @Test
    void oneThatReadsNoBodiesLetsEveryByteThroughAtOnce() {
        Assumptions.assumeFalse(readsRequests());
        function.playing(new PlayedFunction.Act.Echoes());
        byte[] body = bytes(300_000);

        HeardCall caller = HeardCall.streaming(decorated(), passingStreamed(), body);

        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(function.calls().getFirst().invocation().body()).isInstanceOf(Body.Streamed.class);
        assertThat(function.calls().getFirst().body()).isEqualTo(body);
        assertThat(caller.faults()).isEmpty();
    }

    /** Bytes that no decorator takes for something else, all different from place to place. */
    protected static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }
}
