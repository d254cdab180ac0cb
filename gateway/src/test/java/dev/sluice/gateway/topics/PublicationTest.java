package dev.sluice.gateway.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.Headers;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.ReadRecord;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.RecordText;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.gateway.api.ProblemException;
import dev.sluice.gateway.invoke.CallChains;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What records a request has, and how records are told. */
class PublicationTest {

    private static final CallChains CHAINS = new CallChains(new SecureRandom());

    private static final String EVENT = "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/shop\",\"type\":\"t\"}";

    @Test
    void bytesAreOneRecordWithTheFieldsThatAreMeantForIt() {
        List<TopicRecord> records = records(
                "{\"a\":1}",
                "Content-Type",
                "application/json",
                "Sluice-Key",
                "caf\u00c3\u00a9",
                "User-Agent",
                "curl",
                "Authorization",
                "Bearer secret",
                "Sluice-Header-Trace",
                "x",
                "sluice-header-trace",
                "y");

        assertThat(records).hasSize(1);
        assertThat(told(records.getFirst()))
                .isEqualTo("{'key':'caf\u00e9','value':'{\\'a\\':1}','headers':["
                        + "{'name':'content-type','value':'application/json'},"
                        + "{'name':'trace','value':'x'},{'name':'trace','value':'y'}]}");
    }

    @Test
    void anEmptyBodyIsAValueOfNoBytes() {
        assertThat(told(records("").getFirst())).isEqualTo("{'key':null,'value':'','headers':[]}");
    }

    @Test
    void eventsInEachModeBecomeRecords() throws MalformedEventException {
        List<TopicRecord> binary = records(
                "x",
                "ce-specversion",
                "1.0",
                "ce-id",
                "0",
                "ce-source",
                "/shop",
                "ce-type",
                "t",
                "ce-partitionkey",
                "caf%C3%A9",
                "Sluice-Header-A",
                "b");
        List<TopicRecord> structured = records(EVENT.formatted(0), "Content-Type", "application/cloudevents+json");
        List<TopicRecord> batch = records(
                "[" + EVENT.formatted(0) + "," + EVENT.formatted(1) + "]",
                "Content-Type",
                "application/cloudevents-batch+json");

        assertThat(KafkaEvents.read(binary.getFirst()).attribute(CloudEvent.KEY))
                .contains("caf\u00e9");
        assertThat(binary.getFirst().key().flatMap(RecordText::read)).contains("caf\u00e9");
        assertThat(binary.getFirst().header("a").flatMap(RecordHeader::text)).contains("b");
        assertThat(KafkaEvents.read(structured.getFirst()).id()).isEqualTo("0");
        assertThat(structured.getFirst().value()).isEmpty();
        assertThat(batch).hasSize(2);
        assertThat(KafkaEvents.read(batch.getLast()).id()).isEqualTo("1");
    }

    @Test
    void eachMistakeIsTold() {
        assertMistake(
                "The event is malformed: event 1: it has no 'id', which every event must have. Nothing was published.",
                "[" + EVENT.formatted(0) + ",{\"specversion\":\"1.0\"}]",
                "Content-Type",
                "application/cloudevents-batch+json");
        assertMistake(
                "The batch has 0 events. Allowed are 1 to 10000.",
                "[]",
                "Content-Type",
                "application/cloudevents-batch+json");
        assertMistake(
                "The key is told more than once: send either Sluice-Key or ?key=, once.",
                "x",
                "Sluice-Key",
                "a",
                "Sluice-Key",
                "b");
        assertMistake(
                "The key of an event is its attribute 'partitionkey': send that, and neither Sluice-Key nor ?key=.",
                EVENT.formatted(0),
                "Content-Type",
                "application/cloudevents+json",
                "Sluice-Key",
                "a");
        for (String name : List.of("", "content-type", "ce_id", "Sluice-Attempt")) {
            assertMistake(
                    "The header field 'Sluice-Header-" + name
                            + "' cannot be passed on: 'content-type' and names that begin"
                            + " with 'ce_' or 'sluice-' are not for others. Take another name.",
                    "x",
                    "Sluice-Header-" + name,
                    "v");
        }
    }

    @Test
    void whatIsNoTextIsToldInBase64AndWhatIsNotThereAsNull() {
        byte[] binary = {(byte) 0xff};
        TopicRecord record = new TopicRecord(
                Optional.of(binary),
                Optional.empty(),
                List.of(new RecordHeader("b", Optional.of(binary)), new RecordHeader("n", Optional.empty())));

        assertThat(told(record))
                .isEqualTo("{'keyBase64':'/w==','value':null,'headers':["
                        + "{'name':'b','valueBase64':'/w=='},{'name':'n','value':null}]}");
    }

    private static void assertMistake(String detail, String body, String... headers) {
        assertThatThrownBy(() -> records(body, headers))
                .isInstanceOf(ProblemException.class)
                .hasMessage(detail);
    }

    private static List<TopicRecord> records(String body, String... headers) {
        return new Publication(Headers.of(headers), Optional.empty(), CHAINS)
                .records(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The record as the API tells it, without its place, and with single quotes. */
    private static String told(TopicRecord record) {
        String json = RecordJson.of(new ReadRecord(7, 8, Instant.EPOCH, record));
        String place = "{\"partition\":7,\"offset\":8,\"time\":\"1970-01-01T00:00:00Z\",";
        assertThat(json).startsWith(place);
        return "{" + json.substring(place.length()).replace('"', '\'');
    }
}
