package dev.sluice.events.pump;

import dev.sluice.core.loop.StageFailure;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/** Commits that are made beside the consumer's thread, each on one of its own. Only the consumer's thread calls this. */
final class CommitsUnderWay {

    private static final System.Logger LOG = System.getLogger(CommitsUnderWay.class.getName());
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("sluice-commit").start(task);

    private CompletableFuture<Void> all = CompletableFuture.completedFuture(null);

    /** {@code ended} hears on the commit's thread what it failed with; empty if it went well. */
    void begin(Runnable commit, Consumer<Optional<Throwable>> ended) {
        CompletableFuture<Void> told = CompletableFuture.runAsync(commit, THREADS)
                .handle((_, failure) -> Optional.<Throwable>ofNullable(failure))
                .thenAccept(ended)
                .exceptionally(fault -> {
                    LOG.log(Level.ERROR, "The end of a commit could not be told.", fault);
                    return null;
                });
        all = CompletableFuture.allOf(all, told);
    }

    /** Until all have ended and were told: for as long as Kafka's client waits, some 10 s for each step of a commit. */
    void await() {
        all.join();
    }

    boolean isEmpty() {
        return all.isDone();
    }

    /** At which level a failure is logged: a fault that is not Kafka's nobody expects. */
    static Level level(Throwable failure, Level ofKafka) {
        return StageFailure.cause(failure) instanceof KafkaException ? ofKafka : Level.WARNING;
    }
}
