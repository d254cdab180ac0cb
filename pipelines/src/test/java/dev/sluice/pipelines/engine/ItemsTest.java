package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.Headers;
import dev.sluice.events.trigger.DataFormat;
import dev.sluice.events.trigger.EventAnswer;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.PipelineId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ItemsTest {

    private static final Items ITEMS = new Items(new PipelineId(Namespace.DEFAULT, "photos"));
    private static final StageName STAGE = new StageName("small");
    private static final CloudEvent READ = new CloudEvent(
            Map.of("id", "7", "source", "/x", "type", "photo", "subject", "cat", CloudEvent.KEY, "k"),
            Optional.of("text/plain"),
            Optional.of(new byte[] {1}));
    private static final CloudEvent ITEM = Items.first(READ, "photos", 3, 42);

    private static EventAnswer answer(String type, String body) {
        return new EventAnswer(200, Headers.of("content-type", type), body.getBytes(StandardCharsets.UTF_8), true);
    }

    private static List<String> data(List<CloudEvent> items) {
        return items.stream()
                .map(item -> new String(item.data().orElseThrow(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void theIdOfAnItemIsThePlaceAndTheWayThatItCame() throws ItemFailedException {
        List<CloudEvent> made = ITEMS.of(Items.on(ITEM, STAGE), STAGE, answer("application/json", "[1,2]"));

        assertThat(made)
                .extracting(CloudEvent::id)
                .containsExactly("photos/3/42/small/small.0", "photos/3/42/small/small.1");
        assertThat(ITEMS.of(ITEM, STAGE, answer("text/plain", "x")).getFirst().id())
                .isEqualTo("photos/3/42/small.0");
    }

    @Test
    void whatComesOfAnEditionSaysWhichOneWhateverAFunctionAnswers() throws ItemFailedException {
        byte[] data = "{}".getBytes(StandardCharsets.UTF_8);
        CloudEvent first = ITEMS.joined("b", STAGE, OptionalLong.of(1), data);
        CloudEvent joined = ITEMS.joined("b", STAGE, OptionalLong.of(2), data);

        assertThat(first.id()).isEqualTo("b/small");
        assertThat(joined.id()).isEqualTo("b/small.2");
        assertThat(ITEMS.joined("b", STAGE, OptionalLong.empty(), data).attribute("edition"))
                .isEmpty();
        assertThat(ITEMS.of(joined, STAGE, answer("application/json", "[1]")))
                .map(made -> made.attribute("edition"))
                .containsExactly(Optional.of("2"));
        String event = "{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"/f\",\"type\":\"t\",\"edition\":\"7\"}";
        assertThat(ITEMS.of(joined, STAGE, answer("application/cloudevents+json", event)))
                .map(made -> made.attribute("edition"))
                .containsExactly(Optional.of("2"));
    }

    @Test
    void whatAValueIsThatDoesNotSayItIsSaidByTheSource() throws MalformedEventException {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("photos", 3, 42, new byte[0], "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(Items.read(record, Optional.of(DataFormat.JSON)).contentType())
                .contains("application/json");
        assertThat(Items.read(record, Optional.empty()).contentType()).isEmpty();
        assertThat(Items.read(record, Optional.empty()).id()).isEqualTo("photos/3/42");
    }

    @Test
    void anAnswerIsNoneOneOrManyItems() throws ItemFailedException {
        assertThat(ITEMS.of(ITEM, STAGE, answer("application/json", ""))).isEmpty();
        assertThat(data(ITEMS.of(ITEM, STAGE, answer("application/json", "[]"))))
                .isEmpty();
        assertThat(data(ITEMS.of(ITEM, STAGE, answer("application/json", " [{\"a\":[1,2]}, \"b\"]"))))
                .containsExactly("{\"a\":[1,2]}", "\"b\"");
        assertThat(data(ITEMS.of(ITEM, STAGE, answer("application/x-ndjson", "{\"a\":1}\r\n\n{\"a\":2}"))))
                .containsExactly("{\"a\":1}", "{\"a\":2}");
        assertThat(data(ITEMS.of(ITEM, STAGE, answer("text/plain", "[1,2]")))).containsExactly("[1,2]");
    }

    @Test
    void aListIsItemsAndNothingElse() throws ItemFailedException {
        CloudEvent asked = ITEMS.due("b", Instant.EPOCH, true, Optional.empty(), Instant.EPOCH);

        List<CloudEvent> listed = ITEMS.listed(asked, StageName.SOURCE, answer("application/json", "[1, {\"a\": 2}]"));

        assertThat(listed).extracting(CloudEvent::id).containsExactly("b/0/source.0", "b/0/source.1");
        assertThat(listed)
                .allSatisfy(item -> assertThat(item.attributes())
                        .containsEntry("batch", "b")
                        .containsEntry("time", "1970-01-01T00:00:00Z"));
        assertThat(data(ITEMS.listed(asked, StageName.SOURCE, answer("application/x-ndjson", "1\n\n2\n"))))
                .containsExactly("1", "2");
        assertThat(ITEMS.listed(asked, StageName.SOURCE, answer("application/json", "[]")))
                .isEmpty();
        assertThat(ITEMS.listed(asked, StageName.SOURCE, answer("", ""))).isEmpty();
        assertThatThrownBy(() -> ITEMS.listed(asked, StageName.SOURCE, answer("application/json", "{\"a\":[]}")))
                .hasMessageContaining("no list of items");
        assertThatThrownBy(() -> ITEMS.listed(asked, StageName.SOURCE, answer("text/plain", "[1]")))
                .hasMessageContaining("no list of items");
        assertThatThrownBy(() -> ITEMS.listed(asked, StageName.SOURCE, answer("application/x-ndjson", "1\n{\"a\n3")))
                .hasMessageContaining("Line 2 of the answer is malformed: it is not JSON");
        assertThatThrownBy(() -> ITEMS.listed(
                        asked, StageName.SOURCE, new EventAnswer(200, Headers.EMPTY, new byte[] {'['}, false)))
                .hasMessageContaining("1 MiB");
    }

    @Test
    void whatIsMadeKeepsKeyAndSubject() throws ItemFailedException {
        CloudEvent made = ITEMS.of(ITEM, STAGE, answer("text/plain", "x")).getFirst();

        assertThat(made.attributes())
                .containsEntry(CloudEvent.KEY, "k")
                .containsEntry("subject", "cat")
                .containsEntry(Items.ORIGIN, "7")
                .containsEntry("source", "/pipelines/photos")
                .containsEntry("type", Items.TYPE);
        assertThat(made.contentType()).contains("text/plain");
    }

    @Test
    void eventsOfAnAnswerStayWhatTheyAreUnderIdsOfTheirOwn() throws ItemFailedException {
        String batch = "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":1},"
                + "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"u\",\"partitionkey\":\"p\"}]";

        List<CloudEvent> made = ITEMS.of(ITEM, STAGE, answer("application/cloudevents-batch+json", batch));

        assertThat(made).extracting(CloudEvent::type).containsExactly("t", "u");
        assertThat(made).extracting(CloudEvent::id).containsExactly("photos/3/42/small.0", "photos/3/42/small.1");
    }

    @Test
    void anAnswerThatCannotBeUsedSaysWhy() {
        assertThatThrownBy(() -> ITEMS.of(ITEM, STAGE, answer("application/json", "[1,")))
                .isInstanceOf(ItemFailedException.class)
                .hasMessageStartingWith("The answer cannot be used: ");
        assertThatThrownBy(() -> ITEMS.of(ITEM, STAGE, new EventAnswer(200, Headers.EMPTY, new byte[0], false)))
                .hasMessage(
                        "The answer is too large: one that is a list of items, or comes of no batch, may have 1 MiB, and one that"
                                + " is one item of a batch 64 MiB. Answer with less, or with a reference to it.");
    }
}
