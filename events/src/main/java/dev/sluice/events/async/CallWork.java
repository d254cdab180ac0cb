package dev.sluice.events.async;

import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.attempt.CallAttempts;
import dev.sluice.events.attempt.Next;
import dev.sluice.events.call.CallFormat;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.pump.Work;
import dev.sluice.events.queue.KafkaCallQueue;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is done with the records of calls: attempts, whose number and pauses stand in the states of the calls. */
final class CallWork implements Work {

    private static final System.Logger LOG = System.getLogger(CallWork.class.getName());
    private static final Duration UNTIL_READ_AGAIN = Duration.ofMinutes(1);

    private final CallAttempts attempts;
    private final KafkaCallQueue queue;
    private final LongCalls longCalls;
    private final InstantSource clock;

    CallWork(CallAttempts attempts, KafkaCallQueue queue, LongCalls longCalls, InstantSource clock) {
        this.attempts = attempts;
        this.queue = queue;
        this.longCalls = longCalls;
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<Verdict>> run(List<Attempt> all) {
        List<CompletableFuture<Verdict>> verdicts =
                all.stream().map(each -> run(each).toCompletableFuture()).toList();
        return CompletableFuture.allOf(verdicts.toArray(CompletableFuture[]::new))
                .thenApply(_ -> verdicts.stream().map(CompletableFuture::join).toList());
    }

    private CompletionStage<Verdict> run(Attempt attempt) {
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        try {
            QueuedCall call = call(record);
            CompletionStage<Next> due = queue.settled(call.id())
                    .thenCompose(_ -> attempts.run(call, attempt.inherited(), attempt.number()));
            return longCalls.verdict(call, due, next -> verdict(call, next));
        } catch (UnreadableRecordException e) {
            LOG.log(
                    Level.DEBUG,
                    "The call at {0} of {1} is left where it is: {2}",
                    record.offset(),
                    record.topic(),
                    e.getMessage());
            return CompletableFuture.completedFuture(
                    new Verdict(new Settlement.Retry(UNTIL_READ_AGAIN, true), String.valueOf(e.getMessage())));
        }
    }

    private CompletionStage<Verdict> verdict(QueuedCall call, Next next) {
        return switch (next) {
            case Next.Settled() -> CompletableFuture.completedFuture(Verdict.DONE);
            case Next.Later(var time, var outage) -> {
                Duration after = Duration.between(clock.instant(), time);
                boolean inTheWay = outage.isEmpty()
                        && after.compareTo(KafkaCallQueue.SOON) > 0
                        && call.terms().key().isEmpty();
                yield inTheWay
                        ? queue.delay(call, time).thenApply(_ -> Verdict.DONE)
                        : CompletableFuture.completedFuture(new Verdict(
                                new Settlement.Retry(
                                        after.isPositive() ? after : Duration.ofMillis(1), outage.isEmpty()),
                                outage.orElse("it is not due")));
            }
        };
    }

    @Override
    public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
        try {
            return attempts.giveUp(call(attempt.record()), reason, detail);
        } catch (UnreadableRecordException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static QueuedCall call(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordException {
        byte[] value = record.value();
        if (value == null) {
            throw new UnreadableRecordException("it has no value");
        }
        return CallFormat.read(Fields.of(record.headers()), ByteBuffer.wrap(value));
    }
}
