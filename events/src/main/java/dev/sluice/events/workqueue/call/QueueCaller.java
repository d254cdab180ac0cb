package dev.sluice.events.workqueue.call;

import dev.sluice.core.callchain.ChainSeal;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.time.Timers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the calls of one work queue, all behind those that somebody waits for. Thread-safe; never blocks. */
public final class QueueCaller {

    private final Invoker invoker;
    private final ChainSeal chains;
    private final Timers time;

    /** What tells a function the chain of its call; to seal one costs more than much else of a call. */
    private final Map<FunctionName, String> sealed = new ConcurrentHashMap<>();

    private final Set<ItemCall.Started> running = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    public QueueCaller(Invoker invoker, ChainSeal chains, Timers time) {
        this.invoker = invoker;
        this.chains = chains;
        this.time = time;
    }

    /**
     * A call.
     *
     * @param path after the function's own, percent-encoded
     * @param attempt the number of it, from 1
     * @param room where the answer is kept
     * @param deadline how long it may run
     */
    public record Wanted(
            FunctionName function,
            String method,
            String path,
            String query,
            Headers fields,
            ByteBuffer body,
            int attempt,
            AnswerRoom room,
            Duration deadline) {}

    /** Makes a call; those that are under way when this is ended are cancelled. */
    public ItemCall.Started call(Wanted wanted) {
        List<String> chain = List.of(wanted.function().value());
        Terms terms = new Terms(
                EntryPoint.EVENT,
                Priority.BACKGROUND,
                Optional.empty(),
                "",
                wanted.attempt(),
                chain,
                OptionalInt.empty(),
                Terms.LOWEST_RANK);
        Headers fields = wanted.fields()
                .plus(PlatformHeaders.CHAIN, sealed.computeIfAbsent(wanted.function(), _ -> chains.write(chain)))
                .plus("Content-Length", Integer.toString(wanted.body().remaining()));
        RequestHead head = new RequestHead(
                wanted.method(),
                wanted.path(),
                wanted.query(),
                wanted.attempt() == 1 ? fields : fields.plus(Invocation.ATTEMPT, Integer.toString(wanted.attempt())));
        Invocation invocation = new Invocation(
                InvocationId.next(time.millis()),
                wanted.function(),
                new Input.HttpRequest(head, Body.of(wanted.body())),
                terms);
        ItemCall.Started started =
                ItemCall.start(invoker, invocation, wanted.body(), wanted.room(), wanted.deadline(), time);
        running.add(started);
        var _ = started.end().whenComplete((_, _) -> running.remove(started));
        if (ended) {
            started.call().cancel();
        }
        return started;
    }

    /** Cancels all that are under way, and all that come. */
    public void end() {
        ended = true;
        running.forEach(each -> each.call().cancel());
    }
}
