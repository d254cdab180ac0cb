package dev.sluice.testkit.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/**
 * Many calls, each through a chain of its own and each from one seed, of which some are always under way together. All of
 * them must end, once, with the bytes that were sent, within what was asked for and granted; and what is behind the chain
 * must end too, also when its caller has left.
 */
public final class Storm {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TOGETHER = 100;

    private final BiFunction<StormCall, Invoker, StormChain> chains;

    private record UnderWay(StormCall plan, StormChain chain, StormCaller caller, StormFunction function) {

        boolean isQuiet() {
            return caller.finished().isDone() && function.isQuiet();
        }

        List<String> faults() {
            List<String> all = new ArrayList<>(caller.faults());
            all.addAll(function.faults());
            return all;
        }
    }

    /** With chains that {@code chains} makes around what it is given. */
    public Storm(BiFunction<StormCall, Invoker, StormChain> chains) {
        this.chains = chains;
    }

    /** Runs {@code calls} from seeds that follow {@code seed}; fails with the seed of the first call that went wrong. */
    public void run(long seed, int calls) {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int done = 0; done < calls; done += TOGETHER) {
                List<UnderWay> together = LongStream.range(seed + done, seed + Math.min(calls, done + TOGETHER))
                        .mapToObj(each -> start(each, threads))
                        .toList();
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(together.stream().filter(call -> !call.isQuiet()))
                                .as("calls that stalled")
                                .isEmpty());
                together.forEach(Storm::check);
            }
        }
    }

    private UnderWay start(long seed, Executor threads) {
        StormCall plan = StormCall.of(seed);
        StormFunction function = new StormFunction(plan, threads);
        StormChain chain = chains.apply(plan, function);
        StormCaller caller = new StormCaller(plan, new Lane(threads));
        Body body = plan.streamed()
                ? new Body.Streamed()
                : new Body.Complete(ByteBuffer.wrap(Pattern.bytes(0, plan.request())));
        RequestHead head = new RequestHead("GET", "/", "", Headers.EMPTY);
        Invocation invocation = new Invocation(InvocationId.next(0), new FunctionName("storm"), head, body);
        caller.begun(chain.invoker().invoke(invocation, caller));
        return new UnderWay(plan, chain, caller, function);
    }

    private static void check(UnderWay call) {
        assertThat(call.faults()).as(call.toString()).isEmpty();
        Outcome outcome = call.caller().finished().join();
        boolean mayFail = call.chain().mayFail() || call.plan().mayFail();
        boolean expected =
                outcome.isAnswer() || (call.caller().left() && outcome instanceof Outcome.Cancelled) || mayFail;
        assertThat(expected).as(outcome + " of " + call).isTrue();
        assertThat(outcome.reasonWord().equals("decorator_failed")
                        && !call.chain().mayFail())
                .as(outcome + " of " + call)
                .isFalse();
    }
}
