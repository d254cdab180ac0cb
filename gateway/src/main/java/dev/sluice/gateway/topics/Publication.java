package dev.sluice.gateway.topics;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.JsonEvents;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.HttpEvents;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordChain;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.gateway.api.ProblemException;
import dev.sluice.gateway.api.Problems;
import dev.sluice.gateway.invoke.CallChains;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The records that a request has: each of its CloudEvents, in any mode, or its body as it is.
 *
 * @param queryKey the key that the query names, if it does
 * @param chains that a function which publishes has passed on
 */
record Publication(Headers headers, Optional<String> queryKey, CallChains chains) {

    /** How many events a batch may have. */
    private static final int MOST_EVENTS = 10_000;

    private static final String KEY_FIELD = "Sluice-Key";
    private static final String PASSED_ON = "sluice-header-";

    /** Whether the body has events, and not what one of them is about. */
    boolean isJson() {
        return HttpEvents.mode(headers)
                .filter(mode -> mode != HttpEvents.Mode.BINARY)
                .isPresent();
    }

    List<TopicRecord> records(byte[] body) {
        List<RecordHeader> passedOn = passedOn();
        if (HttpEvents.mode(headers).isEmpty()) {
            List<RecordHeader> fields = new ArrayList<>();
            headers.first("content-type").ifPresent(type -> fields.add(RecordHeader.of("content-type", type)));
            fields.addAll(passedOn);
            return List.of(new TopicRecord(key(), Optional.of(body), fields));
        }
        if (key().isPresent()) {
            throw invalid("The key of an event is its attribute 'partitionkey': send that, and neither " + KEY_FIELD
                    + " nor ?key=.");
        }
        return events(body).stream()
                .map(KafkaEvents::write)
                .map(record -> plus(record, passedOn))
                .toList();
    }

    /** Refuses a request that is in none of the modes of CloudEvents. */
    void mustBeEvents() {
        if (HttpEvents.mode(headers).isEmpty()) {
            throw new ProblemException(Problems.of(
                    400,
                    "malformed_event",
                    "The event is malformed",
                    "The request is no CloudEvent: it has neither the header field 'ce-specversion' nor the content type "
                            + JsonEvents.STRUCTURED + " or " + JsonEvents.BATCH + ". Nothing was published."));
        }
    }

    /** The events that a request has that is in one of the modes. */
    List<CloudEvent> events(byte[] body) {
        List<CloudEvent> events;
        try {
            events = HttpEvents.readAll(headers, body);
        } catch (MalformedEventException e) {
            throw new ProblemException(Problems.of(
                    400,
                    "malformed_event",
                    "The event is malformed",
                    "The event is malformed: " + e.getMessage() + ". Nothing was published."));
        }
        if (events.isEmpty() || events.size() > MOST_EVENTS) {
            throw invalid("The batch has " + events.size() + " events. Allowed are 1 to " + MOST_EVENTS + ".");
        }
        return events;
    }

    private static TopicRecord plus(TopicRecord record, List<RecordHeader> more) {
        List<RecordHeader> headers = new ArrayList<>(record.headers());
        headers.addAll(more);
        return new TopicRecord(record.key(), record.value(), headers);
    }

    private Optional<byte[]> key() {
        List<String> fields = headers.all(KEY_FIELD);
        if (fields.size() + (queryKey.isPresent() ? 1 : 0) > 1) {
            throw invalid("The key is told more than once: send either " + KEY_FIELD + " or ?key=, once.");
        }
        return fields.isEmpty()
                ? queryKey.map(key -> key.getBytes(StandardCharsets.UTF_8))
                : Optional.of(sent(fields.getFirst()));
    }

    /** What tells the functions that the records came through, if there are any. */
    List<RecordHeader> chain() {
        List<String> chain = chains.read(headers);
        return chain.isEmpty() ? List.of() : List.of(RecordChain.write(chains, chain));
    }

    /** What goes with the records: the functions that they came through, and what the request names. Names have small letters, for HTTP does not tell them from others. */
    private List<RecordHeader> passedOn() {
        List<RecordHeader> passedOn = new ArrayList<>(chain());
        for (int i = 0; i < headers.size(); i++) {
            String field = headers.name(i).toLowerCase(Locale.ROOT);
            if (field.startsWith(PASSED_ON)) {
                String name = field.substring(PASSED_ON.length());
                if (name.isEmpty()
                        || name.equals("content-type")
                        || name.startsWith("ce_")
                        || name.startsWith("sluice-")) {
                    throw invalid("The header field '" + headers.name(i) + "' cannot be passed on: 'content-type' and"
                            + " names that begin with 'ce_' or 'sluice-' are not for others. Take another name.");
                }
                passedOn.add(new RecordHeader(name, Optional.of(sent(headers.value(i)))));
            }
        }
        return passedOn;
    }

    /** The value of a header field, byte for byte: each stands in one character. */
    private static byte[] sent(String value) {
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problems.invalidRequest(detail));
    }
}
