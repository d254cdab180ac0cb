package dev.sluice.events.trigger;

import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.deadletter.LetterRecords;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.pump.Work;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** What is done with redriven letters: what their trigger does with the records that they hold, which stand where they once stood. */
final class RedrivenWork implements Work {

    private static final Duration UNTIL_READ_AGAIN = Duration.ofMinutes(1);

    private final Work work;

    /** @param work of the trigger that brought the records */
    RedrivenWork(Work work) {
        this.work = work;
    }

    @Override
    public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
        @Nullable Verdict[] unread = new Verdict[attempts.size()];
        List<Attempt> read = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            try {
                read.add(original(attempts.get(i)));
            } catch (UnreadableRecordException e) {
                unread[i] = new Verdict(
                        new Settlement.Retry(UNTIL_READ_AGAIN, false),
                        "A redriven letter cannot be read and stays where it is: " + e.getMessage() + ".");
            }
        }
        CompletionStage<List<Verdict>> verdicts =
                read.isEmpty() ? CompletableFuture.completedStage(List.of()) : work.run(read);
        return verdicts.thenApply(known -> TriggerWork.filled(unread, known));
    }

    @Override
    public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
        try {
            return work.bury(original(attempt), reason, detail);
        } catch (UnreadableRecordException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static Attempt original(Attempt attempt) throws UnreadableRecordException {
        DeadLetter letter = LetterRecords.read(attempt.record());
        if (!(letter.work() instanceof DeadWork.TopicRecord work)) {
            throw new UnreadableRecordException("the letter " + letter.id() + " holds no record of a topic");
        }
        return new Attempt(
                original(letter, work), attempt.number(), attempt.counted(), attempt.age(), attempt.inherited());
    }

    private static ConsumerRecord<byte[], byte[]> original(DeadLetter letter, DeadWork.TopicRecord work) {
        RecordHeaders headers = new RecordHeaders();
        work.fields()
                .forEach(field -> headers.add(
                        field.name(), field.value().map(RedrivenWork::bytes).orElse(null)));
        byte @Nullable [] key = work.key().map(RedrivenWork::bytes).orElse(null);
        byte @Nullable [] value = work.value().map(RedrivenWork::bytes).orElse(null);
        return new ConsumerRecord<>(
                work.topic(),
                work.partition(),
                work.offset(),
                LetterIds.millis(letter.id()),
                TimestampType.CREATE_TIME,
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
