package dev.sluice.decorators.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.settings.Binding;
import dev.sluice.decorators.Decorated;
import dev.sluice.decorators.cache.shard.LinkReport;
import dev.sluice.decorators.cache.shard.RealShardProcesses;
import dev.sluice.decorators.cache.shard.ShardFiles;
import dev.sluice.decorators.cache.shard.ShardGroup;
import dev.sluice.decorators.cache.shard.ShardKey;
import dev.sluice.decorators.cache.shard.ShardProcesses;
import dev.sluice.decorators.cache.shard.ShardSize;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedCall;
import dev.sluice.testkit.decorator.PlayedFunction;
import dev.sluice.testkit.decorator.Sites;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With true processes, by two gateways as far as the cache can tell. */
@Timeout(60)
class ShardedCacheTest {

    private static final int SHARDS = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private RealShardProcesses processes;

    private final Sites sites = new Sites();
    private final PlayedFunction function = new PlayedFunction();
    private final AtomicInteger made = new AtomicInteger();
    private final List<Decorator> decorators = new ArrayList<>();

    /** Who called first where a test counts. */
    @SuppressWarnings("NullAway.Init")
    private HeardCall first;

    @BeforeEach
    void everyAnswerIsAnother() {
        processes = new RealShardProcesses(folder);
        function.playing(_ -> new PlayedFunction.Act.Answers(next()));
    }

    private Answer next() {
        byte[] body = ("answer " + made.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
        return Answer.of(200, Headers.of("Cache-Control", "max-age=600"), body);
    }

    @AfterEach
    void end() {
        processes.close();
    }

    /** One more gateway. */
    private Invoker gateway(String settings) {
        return gateway(settings, processes);
    }

    private Invoker gateway(String settings, ShardProcesses started) {
        DecoratorSpec spec = new DecoratorSpec("cache", Decorated.tree(settings));
        if (DecoratorKinds.of(new CacheKind(started)).bind(spec, "decorators[0]")
                instanceof Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound)) {
            DecoratorSite site = sites.site("cache");
            Decorator decorator = bound.make(site);
            decorators.add(decorator);
            return DecoratorChain.compile(List.of(new PlacedDecorator(site, decorator)), function);
        }
        throw new AssertionError("refused: " + settings);
    }

    private static Invocation call(String method, String path) {
        Invocation get = Invocations.get();
        return new Invocation(
                InvocationId.next(System.currentTimeMillis()),
                get.function(),
                new RequestHead(method, path, "", Headers.EMPTY),
                Body.EMPTY);
    }

    private static HeardCall got(Invoker gateway, String path) {
        HeardCall caller = HeardCall.of(gateway, call("GET", path));
        assertThat(text(caller)).startsWith("answer");
        return caller;
    }

    private static String text(HeardCall caller) {
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller.text();
    }

    private static boolean isHit(Invoker gateway, String path) {
        return got(gateway, path)
                .headers()
                .first("Cache-Status")
                .filter(status -> status.contains("hit"))
                .isPresent();
    }

    private List<LinkReport> report() {
        return processes.groups().stream()
                .flatMap(group -> report(group).stream())
                .toList();
    }

    private static List<LinkReport> report(ShardGroup group) {
        try {
            return group.report();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    /** A path of each of the three shards, and calls that start these. */
    private List<String> pathOfEach(Invoker... gateways) {
        List<String> paths = IntStream.range(0, SHARDS)
                .mapToObj(shard -> IntStream.iterate(0, i -> i + 1)
                        .mapToObj(i -> "/" + i)
                        .filter(path -> ShardKey.of(path + "\n", 0).shard(SHARDS) == shard)
                        .findFirst()
                        .orElseThrow())
                .toList();
        for (Invoker gateway : gateways) {
            paths.forEach(path -> got(gateway, path));
        }
        awaitAll(link -> link.state() == LinkReport.State.CONNECTED);
        return paths;
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(30));
    }

    private void awaitAll(Predicate<LinkReport> predicate) {
        soon().until(() -> !report().isEmpty() && report().stream().allMatch(predicate));
    }

    @Test
    void allGatewaysShareTheProcessesAndWhatTheyKeep() {
        Invoker one = gateway("{shards: 3}");
        Invoker other = gateway("{shards: 3}");
        List<String> paths = pathOfEach(one, other);

        paths.forEach(path -> soon().until(() -> isHit(one, path)));

        assertThat(paths).allMatch(path -> isHit(other, path));
        assertThat(report().stream().map(link -> link.process().orElseThrow()).distinct())
                .hasSize(SHARDS);
        assertThat(processes.started().stream().filter(Process::isAlive)).hasSize(SHARDS);
    }

    @Test
    void whoKillsOneShardLosesItsKeysOnlyAndItComesBack() {
        Invoker gateway = gateway("{shards: 3}");
        List<String> paths = pathOfEach(gateway);
        paths.forEach(path -> soon().until(() -> isHit(gateway, path)));
        long victim = report().get(1).process().orElseThrow();

        ProcessHandle.of(victim).orElseThrow().destroyForcibly();
        soon().until(() -> report().get(1).ended() == 1);

        assertThat(isHit(gateway, paths.get(0))).isTrue();
        assertThat(isHit(gateway, paths.get(1))).isFalse();
        assertThat(isHit(gateway, paths.get(2))).isTrue();
        soon().until(() -> isHit(gateway, paths.get(1)));
        assertThat(report().get(1).process().orElseThrow()).isNotEqualTo(victim);
        assertThat(report().get(0).ended() + report().get(2).ended()).isZero();
    }

    @Test
    void oneCallIsMadeForAllThatAskAtOnceAtAnyGateway() {
        Invoker one = gateway("{shards: 3}");
        Invoker other = gateway("{shards: 3}");
        pathOfEach(one, other);
        made.set(0);
        PlayedCall asked = waiting(one);

        List<HeardCall> callers = IntStream.range(0, 200)
                .mapToObj(i -> HeardCall.of(i % 2 == 0 ? one : other, call("GET", "/many")))
                .toList();
        asked.act(new PlayedFunction.Act.Answers(next()));

        assertThat(callers).extracting(ShardedCacheTest::text).containsOnly("answer 1");
        assertThat(calls("/many")).hasSize(1);
    }

    /** From now on the function waits to be told; a call of it for {@code /many}, which has come. */
    private PlayedCall waiting(Invoker gateway) {
        function.playing(new PlayedFunction.Act.Waits());
        first = HeardCall.of(gateway, call("GET", "/many"));
        soon().until(() -> calls("/many").size() == 1);
        return calls("/many").getFirst();
    }

    private List<PlayedCall> calls(String path) {
        return function.calls().stream()
                .filter(call -> call.head().path().equals(path))
                .toList();
    }

    @Test
    void anotherGatewayTakesOverFromOneWhoseCallerLeft() {
        Invoker one = gateway("{shards: 3}");
        Invoker other = gateway("{shards: 3}");
        pathOfEach(one, other);
        waiting(one);
        HeardCall second = HeardCall.of(other, call("GET", "/many"));

        first.cancel();
        soon().until(() -> calls("/many").size() == 2);
        calls("/many").get(1).act(new PlayedFunction.Act.Answers(next()));

        assertThat(text(second)).startsWith("answer");
        soon().until(() -> calls("/many").getFirst().cancelled());
    }

    @Test
    void whoWaitsForAnAnswerAsksHimselfWhenTheShardDies() {
        Invoker one = gateway("{shards: 1}");
        Invoker other = gateway("{shards: 1}");
        got(one, "/");
        got(other, "/");
        awaitAll(link -> link.state() == LinkReport.State.CONNECTED);
        PlayedCall asked = waiting(one);
        HeardCall second = HeardCall.of(other, call("GET", "/many"));

        kill(0);
        soon().until(() -> calls("/many").size() == 2);
        asked.act(new PlayedFunction.Act.Answers(next()));
        calls("/many").get(1).act(new PlayedFunction.Act.Answers(next()));

        assertThat(text(first)).startsWith("answer");
        assertThat(text(second)).startsWith("answer");
    }

    @Test
    void whatChangedAtOneGatewayIsGivenOutByNone() {
        Invoker one = gateway("{shards: 3}");
        Invoker other = gateway("{shards: 3}");
        String path = pathOfEach(one, other).getFirst();
        soon().until(() -> isHit(other, path));

        HeardCall.of(one, call("DELETE", path)).outcome();

        assertThat(isHit(one, path)).isFalse();
        int now = made.get();
        soon().until(() -> got(other, path).text().equals("answer " + now));
    }

    @Test
    void aReplicaThatDiesLosesNothingAndIsFilledAgain() {
        Invoker gateway = gateway("{shards: 1, replicas: 2}");
        got(gateway, "/");
        awaitAll(link -> link.state() == LinkReport.State.CONNECTED);
        List<String> paths = IntStream.range(0, 20).mapToObj(i -> "/" + i).toList();
        paths.forEach(path -> soon().until(() -> isHit(gateway, path)));
        awaitAll(link -> link.kept().orElseThrow().keys() >= paths.size());

        kill(0);

        assertThat(paths).allMatch(path -> isHit(gateway, path));
        awaitAll(link -> link.state() == LinkReport.State.CONNECTED);
        soon().until(() -> {
            assertThat(paths).allMatch(path -> isHit(gateway, path));
            return report().getFirst().kept().orElseThrow().keys() >= paths.size();
        });
        kill(1);
        assertThat(paths).allMatch(path -> isHit(gateway, path));
    }

    @Test
    void aShardThatStandsStillHoldsUpNobodyForLongAndIsReplaced() throws Exception {
        Invoker gateway = gateway("{shards: 1}");
        got(gateway, "/");
        awaitAll(link -> link.state() == LinkReport.State.CONNECTED);
        long stopped = report().getFirst().process().orElseThrow();

        new ProcessBuilder("kill", "-STOP", Long.toString(stopped)).start().waitFor();

        soon().until(() -> {
            got(gateway, "/");
            return report().getFirst().ended() == 1;
        });
        soon().until(() -> isHit(gateway, "/"));
        assertThat(ProcessHandle.of(stopped)).isEmpty();
    }

    @Test
    void processesEndWithTheVersionThatTheyKeepAnswersOf() {
        pathOfEach(gateway("{shards: 3}"));

        decorators.forEach(Decorator::retire);

        soon().until(() -> processes.started().stream().noneMatch(Process::isAlive));
        assertThat(processes.groups()).isEmpty();
        assertThat(folder)
                .isDirectoryNotContaining(file -> !file.endsWith("caches.lock") && !file.endsWith("words.txt"));
    }

    @Test
    void aShardThatCannotBeStartedFailsNoCallAndIsTriedNowAndThen() {
        AtomicInteger starts = new AtomicInteger();
        ShardProcesses broken = new ShardProcesses() {
            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public Process start(ShardFiles files, ShardSize size) throws IOException {
                starts.incrementAndGet();
                throw new IOException("there is no room for another process");
            }

            @Override
            public void opened(ShardGroup group) {
                assertThat(group.plan().shards()).isEqualTo(1);
            }

            @Override
            public void closed(ShardGroup group) {
                assertThat(starts).hasPositiveValue();
            }
        };
        Invoker gateway = gateway("{shards: 1}", broken);

        soon().until(() -> {
            got(gateway, "/");
            return starts.get() == 3;
        });
        decorators.forEach(Decorator::retire);

        assertThat(made).hasValueGreaterThan(3);
    }

    private void kill(int link) {
        ProcessHandle.of(report().get(link).process().orElseThrow())
                .orElseThrow()
                .destroyForcibly();
        soon().until(() -> report().get(link).ended() > 0);
    }
}
