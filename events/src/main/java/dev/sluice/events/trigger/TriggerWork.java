package dev.sluice.events.trigger;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventOutcome;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.invocation.Terms;
import dev.sluice.core.settlement.RetryAfter;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.call.CallHead;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadLetters;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.deadletter.Failure;
import dev.sluice.events.filter.CountedFilter;
import dev.sluice.events.filter.FilterReport;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.pump.Verdict;
import dev.sluice.events.pump.Work;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Calls a trigger's function with the events of records, and settles what comes of it. */
final class TriggerWork implements Work {

    /** The reason of a record that says it is an event, and is none. */
    static final String MALFORMED = "malformed_event";

    private final TriggerId trigger;
    private final FunctionName function;
    private final boolean batches;
    private final Optional<ConnectionId> connection;
    private final Optional<DataFormat> format;
    private final CountedFilter filter;
    private final RetryPolicy policy;
    private final int priority;
    private final OptionalInt version;
    private final Invoker invoker;
    private final DeadLetters deadLetters;
    private final Optional<AfterCall> after;
    private final EventChains chains;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final RecordProgress progress = new RecordProgress();

    TriggerWork(
            TriggerId trigger,
            TriggerSettings settings,
            Reading reading,
            Invoker invoker,
            DeadLetters deadLetters,
            Optional<AfterCall> after,
            EventChains chains,
            InstantSource clock,
            RandomGenerator random) {
        this.trigger = trigger;
        this.function = settings.function().in(trigger.namespace());
        this.batches = reading.batch().size() > 1;
        this.connection = reading.connection();
        this.format = reading.format();
        this.filter = new CountedFilter(reading.filter());
        this.policy = settings.retry().policy();
        this.priority = settings.priority();
        this.version = settings.runsAt().boundTo(OptionalInt.empty());
        this.invoker = invoker;
        this.deadLetters = deadLetters;
        this.after = after;
        this.chains = chains;
        this.clock = clock;
        this.random = random;
    }

    /** What the filter says; empty if there is none. */
    Optional<FilterReport> filtered() {
        return filter.report();
    }

    @Override
    public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
        @Nullable Verdict[] verdicts = new Verdict[attempts.size()];
        List<CloudEvent> events = new ArrayList<>();
        int number = 1;
        for (int i = 0; i < attempts.size(); i++) {
            Optional<String> loop = chains.refusal(attempts.get(i).record());
            if (loop.isPresent()) {
                verdicts[i] = new Verdict(new Settlement.Dead(Settlement.LOOP), loop.get() + ".");
                continue;
            }
            number = Math.max(number, attempts.get(i).number());
            try {
                CloudEvent event = RecordEvents.of(attempts.get(i).record(), connection, format);
                if (filter.wants(event)) {
                    events.add(event);
                } else {
                    verdicts[i] = Verdict.DONE;
                }
            } catch (MalformedEventException e) {
                verdicts[i] =
                        new Verdict(new Settlement.Dead(MALFORMED), "The event is malformed: " + e.getMessage() + ".");
            }
        }
        if (events.isEmpty()) {
            return CompletableFuture.completedStage(filled(verdicts, List.of()));
        }
        List<Attempt> alive = alive(attempts, verdicts);
        return EventCall.make(invoker, invocation(events, number, alive), batches || after.isPresent())
                .thenCompose(end -> settled(end, events, alive).thenApply(called -> keptProgress(end, alive, called)))
                .thenApply(called -> filled(verdicts, called));
    }

    private CompletionStage<List<Verdict>> settled(EventCall.End end, List<CloudEvent> events, List<Attempt> attempts) {
        List<Verdict> verdicts = verdicts(end, events, attempts);
        return after.isPresent()
                ? after.get().answered(end.answer(), attempts, verdicts)
                : CompletableFuture.completedStage(verdicts);
    }

    /** Keeps what the attempt told last, if it is to be made again. */
    private List<Verdict> keptProgress(EventCall.End end, List<Attempt> attempts, List<Verdict> verdicts) {
        if (!batches) {
            ConsumerRecord<byte[], byte[]> record = attempts.getFirst().record();
            if (verdicts.getFirst().settlement() instanceof Settlement.Retry) {
                end.progress().ifPresent(told -> progress.keep(record, told));
            } else {
                progress.forget(record);
            }
        }
        return verdicts;
    }

    private List<String> chain(List<Attempt> attempts) {
        return chains.of(attempts.stream().map(Attempt::record).toList());
    }

    private Invocation invocation(List<CloudEvent> events, int number, List<Attempt> attempts) {
        List<String> chain = chain(attempts);
        InvocationId id = InvocationId.next(clock.millis());
        String key = batches ? "" : events.getFirst().attribute(CloudEvent.KEY).orElse("");
        Terms terms = new Terms(
                EntryPoint.EVENT, Priority.BACKGROUND, Optional.empty(), key, number, chain, version, priority);
        return batches
                ? Invocation.of(id, function, events, chains.fields(chain), terms)
                : Invocation.of(
                        id,
                        function,
                        events.getFirst(),
                        fields(chain, attempts.getFirst().record()),
                        terms);
    }

    /** What tells a function of the past of a record. */
    private Headers fields(List<String> chain, ConsumerRecord<byte[], byte[]> record) {
        Headers fields = chains.fields(chain);
        Headers dated = record.timestamp() == ConsumerRecord.NO_TIMESTAMP
                ? fields
                : fields.plus(
                        Invocation.ACCEPTED,
                        Instant.ofEpochMilli(record.timestamp()).toString());
        return progress.find(record).map(told -> CallHead.with(dated, told)).orElse(dated);
    }

    private static List<Attempt> alive(List<Attempt> attempts, @Nullable Verdict[] verdicts) {
        List<Attempt> alive = new ArrayList<>();
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] == null) {
                alive.add(attempts.get(i));
            }
        }
        return alive;
    }

    /** Puts those that were called for into the places that are free. */
    static List<Verdict> filled(@Nullable Verdict[] verdicts, List<Verdict> called) {
        List<Verdict> all = new ArrayList<>();
        int next = 0;
        for (Verdict verdict : verdicts) {
            all.add(verdict == null ? called.get(next++) : verdict);
        }
        return all;
    }

    private List<Verdict> verdicts(EventCall.End end, List<CloudEvent> events, List<Attempt> attempts) {
        try {
            Optional<List<EventOutcome>> each = batches
                    ? BatchResults.of(
                            end.answer().body(),
                            events,
                            attempts.stream().map(Attempt::record).toList())
                    : Optional.empty();
            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < attempts.size(); i++) {
                verdicts.add(
                        each.isPresent() ? verdict(each.get().get(i), attempts.get(i)) : verdict(end, attempts.get(i)));
            }
            return verdicts;
        } catch (MalformedEventException e) {
            String detail = "Its answer to a batch cannot be used: " + e.getMessage() + ".";
            Outcome bad = new Outcome.BadAnswer(FunctionError.of(detail));
            return attempts.stream()
                    .map(attempt -> new Verdict(attempt.settle(bad, Optional.empty(), policy, random), detail))
                    .toList();
        }
    }

    private Verdict verdict(EventOutcome outcome, Attempt attempt) {
        Settlement settlement = Settlement.of(outcome, attempt.attempts(), policy, random);
        String detail = switch (outcome) {
            case EventOutcome.Done() -> "";
            case EventOutcome.Retry(String message, Duration _) -> "It says of this event: " + message;
            case EventOutcome.Failed(String message) -> "It says of this event: " + message;
        };
        return new Verdict(settlement, detail);
    }

    private Verdict verdict(EventCall.End end, Attempt attempt) {
        Settlement settlement =
                attempt.settle(end.outcome(), RetryAfter.read(end.answer().headers(), clock.instant()), policy, random);
        return settlement instanceof Settlement.Done ? Verdict.DONE : new Verdict(settlement, words(end.outcome()));
    }

    private String words(Outcome outcome) {
        return version.isPresent() && outcome instanceof Outcome.NoSuchFunction
                ? "There is no version " + version.getAsInt() + " of '" + function
                        + "' that is kept: name another one in the trigger's spec."
                : Words.of(function, outcome);
    }

    @Override
    public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
        ConsumerRecord<byte[], byte[]> record = attempt.record();
        List<DeadWork.Field> fields = new ArrayList<>();
        for (Header header : record.headers()) {
            fields.add(new DeadWork.Field(
                    header.key(), Optional.ofNullable(header.value()).map(ByteBuffer::wrap)));
        }
        DeadWork work = new DeadWork.TopicRecord(
                trigger.name(),
                record.topic(),
                record.partition(),
                record.offset(),
                Optional.ofNullable(record.key()).map(ByteBuffer::wrap),
                Optional.ofNullable(record.value()).map(ByteBuffer::wrap),
                fields);
        Failure failure = new Failure(clock.instant(), reason, detail, attempt.number(), chains.of(List.of(record)));
        return deadLetters.write(new DeadLetter(letterId(record), function, work, failure));
    }

    /** The same whoever writes it: a letter that is written again is the same letter. */
    InvocationId letterId(ConsumerRecord<byte[], byte[]> record) {
        return LetterIds.of(trigger, record.topic(), record.partition(), record.offset(), record.timestamp());
    }
}
