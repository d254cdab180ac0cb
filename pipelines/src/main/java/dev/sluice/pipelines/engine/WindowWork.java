package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.events.filter.EventExpression;
import dev.sluice.events.partition.Held;
import dev.sluice.events.partition.PartitionWork;
import dev.sluice.events.partition.Step;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordChain;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.fold.Folding;
import dev.sluice.pipelines.fold.UnfitItemException;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.window.Arrival;
import dev.sluice.pipelines.window.Taken;
import dev.sluice.pipelines.window.WindowResult;
import dev.sluice.pipelines.window.Windows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Puts the items of one partition of a window stage into windows, and sends on what these come to when they are over. */
final class WindowWork implements PartitionWork {

    /** The type of what windows come to. */
    static final String TYPE = "dev.sluice.pipeline.window";

    /** An item that tells of a later time would end all windows for those that do not. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("9999-12-30T00:00:00Z").toEpochMilli();
    private static final int MOST_DIGITS = 40;

    private final Place place;
    private final TopicPartition partition;
    private final Windows windows;
    private final Folding folding;
    private long clock = Long.MIN_VALUE;

    /** A window stage, and where what comes of it goes. */
    record Place(
            Node.Step step,
            Stage.Window rules,
            Way way,
            Items items,
            Targets targets,
            StageTraces traces,
            Settled settled) {}

    /** What is known of the source, and of what is on its way from there. */
    interface Settled {

        /** Until when all has been worked off that was at the source by then, in milliseconds since 1970; it goes up. */
        long until();

        /** Somebody wants to know {@link #until} in the next seconds. */
        void want();

        /** All partitions of a topic, as {@code topic/number}. May block, and throw a {@link org.apache.kafka.common.KafkaException}. */
        List<String> partitionsOf(String topic);
    }

    WindowWork(Place place, TopicPartition partition) {
        this.place = place;
        this.partition = partition;
        this.windows = new Windows(place.rules());
        this.folding = new Folding(
                place.rules().fold(), place.rules().value(), place.rules().most());
    }

    @Override
    public void restore(byte[] key, byte[] value) {
        try {
            windows.restore(new String(key, StandardCharsets.UTF_8), value);
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException(
                    "What is kept of the windows of '" + place.step().name() + "' in " + partition + " cannot be read: "
                            + e.getMessage() + ". A gateway of a newer build goes on with it.",
                    e);
        }
    }

    @Override
    public void run(List<ConsumerRecord<byte[], byte[]>> records, Step step) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                take(record, step);
            } catch (ItemFailedException e) {
                bury(TopicRecord.of(record), e, step);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Step step) throws ItemFailedException {
        CloudEvent item;
        try {
            item = KafkaEvents.read(TopicRecord.of(record));
        } catch (MalformedEventException e) {
            throw new ItemFailedException("malformed_item", "The item is malformed: " + e.getMessage() + ".");
        }
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        Arrival arrival =
                new Arrival(key, lane(item), time(item, record), record.timestamp(), chain(record), trace(item));
        Taken taken;
        try {
            taken = windows.take(
                    arrival, kind -> new Folding(kind, folding.value(), folding.most()).of(item, order(arrival, item)));
        } catch (UnfitItemException e) {
            throw new ItemFailedException("bad_value", e.detail());
        }
        switch (taken) {
            case IN -> {}
            case LATE -> {
                if (place.rules().late() == Stage.Window.Lateness.TOPIC) {
                    var _ = send(item, Optional.of(Stage.LATE), chain(record), step);
                }
            }
            case FULL ->
                throw new ItemFailedException(
                        "too_many_windows",
                        "More windows would be open in a partition than " + Windows.MOST
                                + ": give the stage fewer keys, or shorter windows.");
        }
    }

    /** In lists items stand in the order of their times. */
    private static String order(Arrival arrival, CloudEvent item) {
        return "%015d %s".formatted(arrival.time() - FIRST, item.id());
    }

    /** The partition at which an item began, which its id says. Those of the topic that are not known yet are waited for from now on. */
    private String lane(CloudEvent item) {
        String id = item.id();
        int topic = id.indexOf('/');
        int number = id.indexOf('/', topic + 1);
        String lane = number < 0 ? "" : id.substring(0, number);
        if (number >= 0 && !windows.knows(lane)) {
            windows.expect(place.settled().partitionsOf(id.substring(0, topic)));
        }
        return lane;
    }

    private long time(CloudEvent item, ConsumerRecord<byte[], byte[]> record) throws ItemFailedException {
        long arrival = Math.max(0, record.timestamp());
        long time = switch (place.rules().time().kind()) {
            case ARRIVAL -> arrival;
            case RECORD ->
                item.attribute("time").isPresent() ? read(item.attribute("time").get()) : arrival;
            case TOLD ->
                switch (place.rules().time().expression().orElseThrow().value(item)) {
                    case EventExpression.Value.Text(String text) -> read(text);
                    case EventExpression.Value.Failed(String why) -> throw new ItemFailedException("bad_time", why);
                };
        };
        if (time - arrival > AHEAD.toMillis()) {
            throw new ItemFailedException(
                    "bad_time",
                    "Its time is " + Instant.ofEpochMilli(time) + ", more than a day after it came at "
                            + Instant.ofEpochMilli(arrival) + ".");
        }
        return time;
    }

    private static long read(String text) throws ItemFailedException {
        String shown = text.length() > MOST_DIGITS ? text.substring(0, MOST_DIGITS) + "…" : text;
        try {
            long time = isNumber(text)
                    ? new BigDecimal(text).setScale(0, RoundingMode.FLOOR).longValueExact()
                    : OffsetDateTime.parse(text).toInstant().toEpochMilli();
            if (time >= FIRST && time <= LAST) {
                return time;
            }
        } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
            // It is told below.
        }
        throw new ItemFailedException(
                "bad_time",
                "Its time is '" + shown
                        + "', and neither a time as in 2026-11-28T09:00:00Z nor milliseconds since 1970.");
    }

    private static boolean isNumber(String text) {
        return text.length() <= MOST_DIGITS && text.matches("-?[0-9.]{1,25}([eE][+-]?[0-9]{1,2})?");
    }

    private String trace(CloudEvent item) {
        return place.traces().tracing().isEmpty()
                ? ""
                : StageTraces.of(item).filter(StageTraces::isRecorded).orElse("");
    }

    private static String chain(ConsumerRecord<byte[], byte[]> record) {
        return DeadItems.chain(record).stream()
                .flatMap(field -> field.text().stream())
                .findFirst()
                .orElse("");
    }

    private List<Way.Arrived> send(CloudEvent item, Optional<StageName> output, String chain, Step step)
            throws ItemFailedException {
        List<Way.Arrived> arrived = place.way().from(place.step().name(), output, item);
        List<RecordHeader> more = chain.isEmpty() ? List.of() : List.of(RecordHeader.of(RecordChain.FIELD, chain));
        for (Way.Arrived each : arrived) {
            step.send(place.targets().record(each, more));
        }
        step.made(arrived.size());
        return arrived;
    }

    private void bury(TopicRecord record, ItemFailedException why, Step step) {
        step.send(place.targets().dead(record, place.step().name(), why.reason(), why.detail()));
    }

    @Override
    public Held held() {
        return new Held(windows.open(), 0);
    }

    @Override
    public void tick(Step step) {
        long until = place.settled().until();
        if (until > clock) {
            clock = until;
            windows.tick(until);
        }
        for (WindowResult result : windows.end()) {
            CloudEvent made = item(result);
            StageTraces.Span span = place.traces().begin(made.id(), "", result.traces());
            CloudEvent item = StageTraces.in(span.trace(), made);
            try {
                var _ = span.over(() -> send(item, Optional.empty(), result.chain(), step));
            } catch (ItemFailedException e) {
                bury(KafkaEvents.write(item), e, step);
            }
        }
        windows.changes().forEach((id, value) -> step.keep(id.getBytes(StandardCharsets.UTF_8), value.orElse(null)));
        if (windows.waits()) {
            place.settled().want();
        }
    }

    /** Its time is the last millisecond of a window that is over, and the first of one that goes on. */
    private CloudEvent item(WindowResult result) {
        Instant start = Instant.ofEpochMilli(result.start());
        Instant end = Instant.ofEpochMilli(result.end());
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(
                "id",
                partition.topic() + "/" + partition.partition() + "/" + start + "-" + end + "/" + result.edition()
                        + (result.key().isEmpty() ? "" : "/" + Items.part(result.key())));
        attributes.put("source", place.items().pipeline().path());
        attributes.put("type", TYPE);
        attributes.put("time", (result.last() ? end.minusMillis(1) : start).toString());
        attributes.put("windowstart", start.toString());
        attributes.put("windowend", end.toString());
        attributes.put("edition", Long.toString(result.edition()));
        attributes.put("final", Boolean.toString(result.last()));
        attributes.put("members", Long.toString(result.members()));
        if (result.leftOut() > 0) {
            attributes.put("leftout", Long.toString(result.leftOut()));
        }
        if (!result.key().isEmpty()) {
            attributes.put(CloudEvent.KEY, result.key());
        }
        return new CloudEvent(
                attributes,
                Optional.of("application/json"),
                Optional.of(result.json().getBytes(StandardCharsets.UTF_8)));
    }
}
