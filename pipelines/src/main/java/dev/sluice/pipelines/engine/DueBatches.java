package dev.sluice.pipelines.engine;

import dev.sluice.events.schedule.Overlap;
import dev.sluice.events.schedule.Runs;
import dev.sluice.events.schedule.ScheduleName;
import dev.sluice.events.schedule.ScheduledRun;
import dev.sluice.events.schedule.Started;
import dev.sluice.pipelines.graph.PipelineId;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Begins a batch for each run of a pipeline's schedule. Its name is the scheduled time, so a run that is started twice is one batch.
 * Thread-safe.
 */
final class DueBatches implements Runs {

    /** The basic format of ISO 8601, which has nothing that the name of a batch may not have. */
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Finder finder;
    private final Executor executor;

    /** The batches of a pipeline that runs. */
    @FunctionalInterface
    interface Finder {

        /** Throws where it has none, or does not run. */
        Begun of(PipelineId id) throws BatchRefusedException;
    }

    /** What is asked of the batches of one pipeline; blocks. */
    interface Begun {

        /** Begins a batch with the event of a run, unless there is one of its name. */
        void begin(String batch, ScheduledRun run) throws BatchRefusedException, IOException, InterruptedException;

        /** Whether there is such a batch, and it is not over. */
        boolean isUnderWay(String batch) throws BatchRefusedException;
    }

    /** {@code executor}: starts a thread for each task, and these may block. */
    DueBatches(Finder finder, Executor executor) {
        this.finder = finder;
        this.executor = executor;
    }

    /** What the batch of a run is called. */
    static String name(Instant scheduled) {
        return (scheduled.toEpochMilli() % 1_000 == 0 ? SECONDS : MILLIS).format(scheduled);
    }

    @Override
    public CompletionStage<Started> start(ScheduledRun run, Optional<ScheduledRun> before) {
        return CompletableFuture.supplyAsync(() -> begun(run, before), executor);
    }

    private Started begun(ScheduledRun run, Optional<ScheduledRun> before) {
        ScheduleName name = run.schedule().name();
        try {
            Begun batches = finder.of(new PipelineId(name.namespace(), name.name()));
            Optional<String> last = before.map(ScheduledRun::scheduled).map(DueBatches::name);
            if (last.isPresent() && batches.isUnderWay(last.get())) {
                return run.schedule().settings().overlap() == Overlap.QUEUE
                        ? new Started.Refused("The batch '" + last.get() + "' is under way, and is waited for.")
                        : new Started.Overlapping();
            }
            batches.begin(name(run.scheduled()), run);
            return new Started.Accepted();
        } catch (BatchRefusedException | IOException e) {
            return new Started.Refused(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Started.Refused("The gateway ends.");
        }
    }
}
