package dev.sluice.gateway.decorate.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.settings.Binding;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import dev.sluice.testkit.decorator.Sites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JarThreadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SECOND = 1_000_000_000L;

    /** Lets the loops of the jars end. */
    private static final String ENOUGH = "sluice.test.enough";

    private static final String COUNTS = """
        private static long counted;

        private static void count() {
            while (System.getProperty("%s") == null) {
                counted++;
            }
        }
        """.formatted(ENOUGH);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final Sites sites = new Sites();
    private final PlayedFunction function = new PlayedFunction();

    @AfterEach
    void enough() {
        System.setProperty(ENOUGH, "true");
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("decorator-counts")
                                && thread.getState() == Thread.State.RUNNABLE));
        System.clearProperty(ENOUGH);
    }

    private DecoratorJars.Loaded loaded(String name, String members) throws Exception {
        UserJar.withKind(name, "Mine", "", members).write(folder.resolve(name + ".jar"));
        DecoratorJars.Loaded loaded = DecoratorJars.load(folder, DecoratorKinds.of());
        assertThat(loaded.complaints()).isEmpty();
        return loaded;
    }

    private Invoker decorated(DecoratorKinds kinds, String name) {
        DecoratorSite site = sites.site(name);
        if (kinds.bind(new DecoratorSpec(name, Map.of()), "decorators[0]")
                instanceof Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound)) {
            return DecoratorChain.compile(List.of(new PlacedDecorator(site, bound.make(site))), function);
        }
        throw new AssertionError("there is no " + name);
    }

    @Test
    void aKindWhoseThreadsDoNotComeBackIsSwitchedOffWithASentence() throws Exception {
        DecoratorJars.Loaded loaded = loaded("counts", COUNTS + """
            public Decorator make(Settings settings, DecoratorSite site) {
                return new WholeDecorator(site, (request, next) -> { count(); return next.call(request); });
            }
            """);
        Invoker decorated = decorated(loaded.kinds(), "counts");
        List<HeardCall> calls = IntStream.range(0, JarThreads.MOST_LOST)
                .mapToObj(i -> HeardCall.of(decorated, Invocations.post("{}")))
                .toList();
        await().atMost(PATIENCE).until(() -> loaded.threads().getFirst().inside() == JarThreads.MOST_LOST);

        loaded.look(0);
        assertThat(loaded.complaints()).isEmpty();
        loaded.look(31 * SECOND);

        assertThat(loaded.complaints())
                .singleElement()
                .asString()
                .matches("The decorator 'counts' of decorators/counts.jar is switched off: 8 of its threads have been"
                        + " in its code for more than 30 s, one of them at demo\\.Mine\\.count"
                        + " \\(Mine\\.java:\\d+\\)\\. Mend the jar and start the gateway again\\.");
        HeardCall refused = HeardCall.of(decorated, Invocations.post("{}"));
        assertThat(refused.outcome()).isEqualTo(new Outcome.Intercepted("counts", 503, "decorator_off"));
        assertThat(refused.text()).contains("\"decorator_off\"", "is switched off: 8 of its threads");
        System.setProperty(ENOUGH, "true");
        assertThat(calls).allSatisfy(call -> assertThat(call.outcome()).isEqualTo(new Outcome.Succeeded(200)));
    }

    @Test
    void waitingForAnAnswerIsNotBeingLost() throws Exception {
        DecoratorJars.Loaded loaded = loaded("waits", """
            public Decorator make(Settings settings, DecoratorSite site) {
                return new WholeDecorator(site, (request, next) -> next.call(request));
            }
            """);
        function.playing(new PlayedFunction.Act.Waits());
        Invoker decorated = decorated(loaded.kinds(), "waits");
        List<HeardCall> calls = IntStream.range(0, JarThreads.MOST_LOST)
                .mapToObj(i -> HeardCall.of(decorated, Invocations.post("{}")))
                .toList();
        await().atMost(PATIENCE).until(() -> function.calls().size() == JarThreads.MOST_LOST);
        await().atMost(PATIENCE).until(() -> loaded.threads().getFirst().inside() == 0);

        loaded.look(0);
        loaded.look(31 * SECOND);

        assertThat(loaded.complaints()).isEmpty();
        calls.forEach(HeardCall::cancel);
        calls.forEach(HeardCall::outcome);
    }

    @Test
    void oneThatLooksAtHeadsForeverHoldsNeitherCallerNorAnswer() throws Exception {
        DecoratorJars.Loaded loaded = loaded("counts", COUNTS + """
            public Decorator make(Settings settings, DecoratorSite site) {
                return new HeadDecorator(site, call -> HeadStep.pass(call.head(), new Watch() {
                    public Headers answered(int status, Headers headers) { count(); return headers; }
                }));
            }
            """);

        HeardCall call = HeardCall.of(decorated(loaded.kinds(), "counts"), Invocations.post("{}"));

        await().atMost(PATIENCE).until(() -> loaded.threads().getFirst().inside() == 1);
        System.setProperty(ENOUGH, "true");
        assertThat(call.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(call.faults()).isEmpty();
    }
}
