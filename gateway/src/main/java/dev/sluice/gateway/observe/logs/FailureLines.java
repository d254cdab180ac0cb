package dev.sluice.gateway.observe.logs;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationRecord;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.PoolEvent;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes into the log of a function how its calls and its instances failed, as lines that begin with {@code [sluice]} and the
 * frames that belong to them, tagged with the invocation. Called on event loops; never blocks. Thread-safe.
 */
public final class FailureLines {

    private static final String OURS = "[sluice] ";

    private final Consumer<LogLine> log;
    private final InstantSource clock;

    public FailureLines(Consumer<LogLine> log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Takes how a call of an instance ended; {@code instance} is empty if none was reached. */
    public void ofInstance(Invocation call, int version, String instance, Outcome outcome) {
        switch (outcome) {
            case Outcome.Threw(FunctionError error) -> write(call, version, instance, "the call threw ", error);
            case Outcome.BadAnswer(FunctionError error) ->
                write(call, version, instance, "its answer cannot be sent: ", error);
            case Outcome.TimedOut(var timeout, FunctionError error) ->
                write(
                        call,
                        version,
                        instance,
                        "the call ran longer than its timeout of " + DurationText.format(timeout)
                                + (error.frames().isEmpty() ? "" : "; its code stood")
                                + (error.message().isEmpty() ? "" : ": "),
                        error);
            case Outcome.NeighbourTimedOut() ->
                write(
                        call,
                        version,
                        instance,
                        "the call ended with its process, which another call there held beyond its timeout",
                        FunctionError.of(""));
            case Outcome.OutOfMemory(String detail) ->
                write(call, version, instance, "out of memory: ", FunctionError.of(detail));
            case Outcome.Exited(String detail, Outcome.EndedBy _) ->
                write(call, version, instance, "its process ended during the call: ", FunctionError.of(detail));
            case Outcome.NotStarted(String reason, FunctionError error) ->
                write(call, version, instance, "no instance could be started (" + reason + "): ", error);
            case Outcome.PlatformFault(Component component, String _, String detail)
            when component == Component.RUNNER ->
                write(call, version, instance, "the call was lost: ", FunctionError.of(detail));
            case Outcome.PlatformFault _, Outcome.BadInput _, Outcome.Succeeded _, Outcome.Intercepted _ -> {}
            case Outcome.Cancelled _, Outcome.Rejected _, Outcome.NoSuchFunction _ -> {}
        }
    }

    /** Takes the record of a whole call: what its decorators did wrong is told. */
    public void ofCall(InvocationRecord call) {
        if (call.outcome() instanceof Outcome.PlatformFault(Component component, String reason, String detail)
                && component == Component.DECORATOR) {
            write(
                    call.invocation(),
                    call.version(),
                    call.instance(),
                    "a decorator failed (" + reason + "): ",
                    FunctionError.of(detail));
        }
    }

    /** Takes what happened in a pool: the end of an instance by itself is told, also where no call saw it. */
    public void ofPool(PoolEvent event) {
        if (event instanceof PoolEvent.InstanceCrashed crashed) {
            String words = crashed.exit().lastWords();
            write(
                    new Place(crashed.function().value(), crashed.version(), crashed.id(), "", micros()),
                    "the instance ended by itself: ",
                    FunctionError.of(crashed.exit().description() + (words.isBlank() ? "" : ", last words: " + words)));
        }
    }

    /** What the lines of one failure have in common. */
    private record Place(String function, int version, RunnerId instance, String invocation, long epochMicros) {}

    private void write(Invocation call, int version, String instance, String what, FunctionError error) {
        write(
                new Place(
                        call.function().value(),
                        version,
                        new RunnerId(instance),
                        call.id().value(),
                        micros()),
                what,
                error);
    }

    private void write(Place place, String what, FunctionError error) {
        for (String line : lines(what, error)) {
            log.accept(new LogLine(
                    place.function(),
                    place.version(),
                    place.instance(),
                    place.invocation(),
                    LogSource.ERROR,
                    place.epochMicros(),
                    line));
        }
    }

    private static List<String> lines(String what, FunctionError error) {
        String type = error.type();
        String message = error.message();
        String thrown = type + (type.isEmpty() || message.isEmpty() ? "" : ": ") + message;
        List<String> lines = new ArrayList<>((OURS + what + thrown).lines().toList());
        for (String frame : error.frames()) {
            lines.add(frame.startsWith("Caused by") ? frame : "    at " + frame);
        }
        return lines;
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
