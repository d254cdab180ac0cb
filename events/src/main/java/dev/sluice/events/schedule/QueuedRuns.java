package dev.sluice.events.schedule;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallQueue;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Runs as calls that wait in a queue, each with a {@link DueEvent}. */
public final class QueuedRuns implements Runs {

    private final CallQueue queue;
    private final Function<InvocationId, CompletionStage<Boolean>> underWay;
    private final Function<FunctionName, OptionalInt> live;
    private final InstantSource clock;

    /**
     * @param underWay whether a call waits, runs, or is to be tried again; never blocks
     * @param live the version of a function that serves now, empty if there is no such function: runs of one that is not there are not
     *     put
     */
    public QueuedRuns(
            CallQueue queue,
            Function<InvocationId, CompletionStage<Boolean>> underWay,
            Function<FunctionName, OptionalInt> live,
            InstantSource clock) {
        this.queue = queue;
        this.underWay = underWay;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Started> start(ScheduledRun run, Optional<ScheduledRun> before) {
        FunctionName function = function(run);
        OptionalInt version = live.apply(function);
        if (version.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Started.Refused("There is no function '" + function.name() + "': deploy it."));
        }
        CompletionStage<Boolean> overlaps = before.filter(
                        _ -> run.schedule().settings().overlap() == Overlap.SKIP)
                .map(ScheduledRun::id)
                .map(underWay)
                .orElseGet(() -> CompletableFuture.completedFuture(false));
        return overlaps.<CompletionStage<Started>>handle((overlap, fault) -> {
                    if (fault != null) {
                        return CompletableFuture.completedFuture(new Started.Refused(
                                "Whether the run before it has ended is not known: " + fault.getMessage()));
                    }
                    return overlap
                            ? CompletableFuture.completedFuture(new Started.Overlapping())
                            : put(run, run.schedule().version().boundTo(version));
                })
                .thenCompose(started -> started);
    }

    private static FunctionName function(ScheduledRun run) {
        return run.schedule().function().orElseThrow();
    }

    private CompletionStage<Started> put(ScheduledRun run, OptionalInt version) {
        return queue.put(call(run, version)).thenApply(acceptance -> switch (acceptance) {
            case Acceptance.Accepted _ -> new Started.Accepted();
            // It was put before its input was changed.
            case Acceptance.DifferentCall _ -> new Started.Accepted();
            case Acceptance.Refused refused -> new Started.Refused(refused.detail());
        });
    }

    private QueuedCall call(ScheduledRun run, OptionalInt version) {
        Schedule schedule = run.schedule();
        Instant now = clock.instant();
        Headers scheduled = Headers.of(Invocation.SCHEDULED, run.scheduled().toString());
        Input.Event input = new Input.Event(event(run, now), scheduled);
        CallTerms at =
                CallTerms.at(EntryPoint.EVENT).priority(schedule.priority()).version(version);
        CallTerms terms = schedule.retry().map(at::tried).orElse(at);
        return new QueuedCall(
                run.id(),
                function(run),
                now,
                input.head(),
                input.held(),
                schedule.settings().overlap() == Overlap.QUEUE ? terms.inOrderOf("schedule " + schedule.name()) : terms,
                Optional.empty());
    }

    private static CloudEvent event(ScheduledRun run, Instant accepted) {
        ScheduleName name = run.schedule().name();
        String source = name.namespace().path() + "/triggers/" + name.name();
        Optional<Object> input = run.schedule().settings().input();
        return new DueEvent(run.id().value(), source, run.scheduled(), run.byHand(), input).accepted(accepted);
    }
}
