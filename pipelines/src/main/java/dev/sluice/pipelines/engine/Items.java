package dev.sluice.pipelines.engine;

import dev.sluice.core.event.BatchAnswer;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.HttpEvents;
import dev.sluice.core.json.MediaTypes;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.schedule.DueEvent;
import dev.sluice.events.trigger.DataFormat;
import dev.sluice.events.trigger.EventAnswer;
import dev.sluice.events.trigger.RecordEvents;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.PipelineId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes items, which are events. The id of an item is the place of the record that it came from, and the way that it took since: it is
 * the same whenever the same is done again.
 */
record Items(PipelineId pipeline) {

    /** The type of items that no function has given another. */
    static final String TYPE = "dev.sluice.pipeline.item";

    /** The attribute of an item that says which edition of a join it is, or came of. */
    static final String EDITION = "edition";

    private static final byte LINE_FEED = '\n';

    /** The attribute of an item that says the id which the event of its record had. */
    static final String ORIGIN = "originid";

    /**
     * The first one of a record of a topic that others write.
     *
     * @param format of the value of a record that does not say it
     */
    static CloudEvent read(ConsumerRecord<byte[], byte[]> record, Optional<DataFormat> format)
            throws MalformedEventException {
        CloudEvent event = StageTraces.came(record, RecordEvents.of(record, Optional.empty(), format));
        return first(event, record.topic(), record.partition(), record.offset());
    }

    /** The same of what was read of it, of a topic as Kafka names it. */
    static CloudEvent first(CloudEvent read, String topic, int partition, long offset) {
        return with(read, Map.of(ORIGIN, read.id(), "id", topic + "/" + partition + "/" + offset));
    }

    /** The same item in another batch, with the id that it has there. */
    static CloudEvent in(String batch, CloudEvent item) {
        String own = BatchCounts.of(item) + "/";
        String id = item.id().startsWith(own) ? item.id().substring(own.length()) : item.id();
        return with(item, Map.of(BatchCounts.BATCH, batch, "id", batch + "/" + id));
    }

    /** The same item on one of the ways that it takes. */
    static CloudEvent on(CloudEvent item, StageName way) {
        return with(item, "id", item.id() + "/" + way);
    }

    /** The same item with an attribute that nobody else has chosen. */
    static CloudEvent with(CloudEvent item, String attribute, String value) {
        return with(item, Map.of(attribute, value));
    }

    private static CloudEvent with(CloudEvent item, Map<String, String> attributes) {
        try {
            return item.with(attributes);
        } catch (MalformedEventException e) {
            throw new IllegalStateException("an attribute of the platform's own is malformed: " + attributes, e);
        }
    }

    /**
     * What a function has made of an item: nothing of an answer without a body, one item of each line of NDJSON, of each member of a list
     * in JSON and of each event; of all else one.
     */
    List<CloudEvent> of(CloudEvent item, StageName stage, EventAnswer answer) throws ItemFailedException {
        Optional<Payload.Kept> kept = answer.kept();
        if (kept.isPresent()) {
            return List.of(kept(item, id(item, stage, 0), answer.headers().first("content-type"), kept.get()));
        }
        if (!answer.whole()) {
            throw new ItemFailedException(
                    "answer_too_large",
                    "The answer is too large: one that is a list of items, or comes of no batch, may have 1 MiB, and one"
                            + " that is one item of a batch 64 MiB. Answer with less, or with a reference to it.");
        }
        try {
            List<CloudEvent> made = new ArrayList<>();
            if (HttpEvents.mode(answer.headers()).isPresent()) {
                for (CloudEvent event : HttpEvents.readAll(answer.headers(), answer.body())) {
                    made.add(inBatchOf(item, with(event, "id", id(item, stage, made.size()))));
                }
                return made;
            }
            Optional<String> type = answer.headers().first("content-type");
            for (byte[] data : parts(answer.body(), MediaTypes.of(type.orElse("")))) {
                Optional<String> ofPart =
                        isLines(MediaTypes.of(type.orElse(""))) ? Optional.of("application/json") : type;
                made.add(made(item, id(item, stage, made.size()), ofPart, data));
            }
            return made;
        } catch (MalformedEventException e) {
            throw badAnswer(e);
        }
    }

    /** Whether an answer that begins like this is one item, however it goes on. */
    static boolean isOne(Headers headers, byte[] start) {
        String type = MediaTypes.of(headers.first("content-type").orElse(""));
        return HttpEvents.mode(headers).isEmpty() && !isLines(type) && !isList(type, start);
    }

    private static boolean isList(String type, byte[] start) {
        return type.equals("application/json") && BatchAnswer.isList(start);
    }

    /**
     * The same of a function that lists the items of a batch: what is neither a list in JSON, nor NDJSON, nor events, is refused, and so is a
     * line that is not JSON.
     */
    List<CloudEvent> listed(CloudEvent item, StageName stage, EventAnswer answer) throws ItemFailedException {
        String type = MediaTypes.of(answer.headers().first("content-type").orElse(""));
        if (!answer.whole() || answer.body().length == 0) {
            return of(item, stage, answer);
        }
        if (isLines(type)) {
            checkLines(answer.body());
        } else if (HttpEvents.mode(answer.headers()).isEmpty() && !isList(type, answer.body())) {
            throw new ItemFailedException(
                    "bad_answer",
                    "The answer is no list of items: a list in JSON (application/json) or lines of it"
                            + " (application/x-ndjson) is one.");
        }
        return of(item, stage, answer);
    }

    private static void checkLines(byte[] body) throws ItemFailedException {
        JsonLines lines = new JsonLines(new ByteArrayInputStream(body));
        try {
            while (lines.read().isPresent()) {
                // It is one.
            }
        } catch (MalformedEventException e) {
            throw new ItemFailedException(
                    "bad_answer", "Line " + lines.number() + " of the answer is malformed: " + e.getMessage() + ".");
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be read", e);
        }
    }

    /** What the function of a source is asked with, or the one item of a batch that a schedule begins. */
    CloudEvent due(String batch, Instant time, boolean byHand, Optional<Object> input, Instant accepted) {
        DueEvent due = new DueEvent(batch + "/0", pipeline.path(), time, byHand, input);
        return with(due.accepted(accepted), BatchCounts.BATCH, batch);
    }

    /** An item of a batch, as it comes into the pipeline; {@code data} is JSON. */
    CloudEvent ofBatch(String batch, String name, byte[] data) {
        return new CloudEvent(attributes(batch, name), Optional.of("application/json"), Optional.of(data));
    }

    /** What a join makes of a batch. {@code edition}: which one it is, of a join that has several. */
    CloudEvent joined(String batch, StageName join, OptionalLong edition, byte[] data) {
        if (edition.isEmpty()) {
            return ofBatch(batch, join.value(), data);
        }
        long number = edition.getAsLong();
        String name = number == 1 ? join.value() : join + "." + number;
        return with(ofBatch(batch, name, data), EDITION, Long.toString(number));
    }

    private Map<String, String> attributes(String batch, String name) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", batch + "/" + name);
        attributes.put("source", pipeline.path());
        attributes.put("type", TYPE);
        attributes.put(BatchCounts.BATCH, batch);
        return attributes;
    }

    /**
     * One that was sent; the name of the file that it was is its {@code subject}.
     *
     * @throws MalformedEventException with a clause, if what was said of it cannot stand in an event
     */
    CloudEvent sent(String batch, String name, SentItem item) throws MalformedEventException {
        Map<String, String> attributes = attributes(batch, name);
        item.file().ifPresent(file -> attributes.put("subject", file));
        return switch (item.data()) {
            case Payload.Inline inline ->
                CloudEvent.of(attributes, Optional.of(item.type()), Optional.of(SentItem.bytes(inline)));
            case Payload.Kept kept -> {
                attributes.putAll(LargeData.attributes(pipeline, batch, kept));
                yield CloudEvent.of(attributes, Optional.of(item.type()), Optional.empty());
            }
        };
    }

    /** A text that somebody has chosen, as it stands in an id: what is between the parts of one is not in it. */
    static String part(String text) {
        return text.replace("%", "%25").replace("/", "%2F");
    }

    private static String id(CloudEvent item, StageName stage, int number) {
        return item.id() + "/" + stage + "." + number;
    }

    /** Which batch an item is of, and which trace, is not a function's to say. */
    private static CloudEvent inBatchOf(CloudEvent item, CloudEvent made) {
        CloudEvent traced = StageTraces.in(StageTraces.of(item), made);
        Map<String, String> own = new LinkedHashMap<>();
        item.attribute(BatchCounts.BATCH).ifPresent(batch -> own.put(BatchCounts.BATCH, batch));
        edition(item).ifPresent(number -> own.put(EDITION, number));
        return own.isEmpty() ? traced : with(traced, own);
    }

    private CloudEvent made(CloudEvent item, String id, Optional<String> type, byte[] data)
            throws MalformedEventException {
        return CloudEvent.of(attributesOf(item, id), type, Optional.of(data));
    }

    private CloudEvent kept(CloudEvent item, String id, Optional<String> type, Payload.Kept data)
            throws ItemFailedException {
        Map<String, String> attributes = attributesOf(item, id);
        attributes.putAll(LargeData.attributes(pipeline, BatchCounts.of(item), data));
        try {
            return CloudEvent.of(attributes, type, Optional.empty());
        } catch (MalformedEventException e) {
            throw badAnswer(e);
        }
    }

    private static ItemFailedException badAnswer(MalformedEventException e) {
        return new ItemFailedException("bad_answer", "The answer cannot be used: " + e.getMessage() + ".");
    }

    /** Those of what a function made of an item. */
    private Map<String, String> attributesOf(CloudEvent item, String id) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", id);
        attributes.put("source", pipeline.path());
        attributes.put("type", TYPE);
        for (String kept : List.of("subject", "time", ORIGIN, CloudEvent.KEY, BatchCounts.BATCH, StageTraces.TRACE)) {
            item.attribute(kept).ifPresent(value -> attributes.put(kept, value));
        }
        edition(item).ifPresent(number -> attributes.put(EDITION, number));
        return attributes;
    }

    /** Those of a window have numbers too, and what functions make of these is something else. */
    private static Optional<String> edition(CloudEvent item) {
        return item.attribute(BatchCounts.BATCH).flatMap(_ -> item.attribute(EDITION));
    }

    private static List<byte[]> parts(byte[] body, String type) throws MalformedEventException {
        if (body.length == 0) {
            return List.of();
        }
        if (isLines(type)) {
            return lines(body);
        }
        return isList(type, body) ? BatchAnswer.items(body) : List.of(body);
    }

    private static boolean isLines(String type) {
        return type.equals("application/x-ndjson") || type.equals("application/jsonl");
    }

    private static List<byte[]> lines(byte[] body) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= body.length; i++) {
            if (i == body.length || body[i] == LINE_FEED) {
                int until = i > from && body[i - 1] == '\r' ? i - 1 : i;
                if (until > from) {
                    lines.add(Arrays.copyOfRange(body, from, until));
                }
                from = i + 1;
            }
        }
        return lines;
    }
}
