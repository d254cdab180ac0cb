package dev.sluice.events.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadLetterFormatTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final InvocationId ID = new InvocationId("01JDW3N4Q5R6S7T8V9W0X1Y2Z3");
    private static final FunctionName HELLO = new FunctionName("hello");
    private static final Failure FAILURE =
            new Failure(NOON, "attempts_exhausted", "threw", 3, List.of("first", "hello"));

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> lines(Fields fields) {
        return fields.headers().stream()
                .map(header -> header.key() + "="
                        + (header.value() == null ? "null" : new String(header.value(), StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void aCallIsKeptAsItWas() throws UnreadableRecordException {
        QueuedCall call = new QueuedCall(
                ID,
                HELLO,
                NOON,
                new RequestHead("POST", "/", "", Headers.of("A", "1")),
                bytes("body"),
                CallTerms.at(EntryPoint.ASYNC).through(List.of("first", "hello")),
                Optional.empty());
        DeadLetter letter = new DeadLetter(ID, HELLO, new DeadWork.Call(call), FAILURE);

        Fields fields = DeadLetterFormat.fields(letter);

        // Format 1, never changed.
        assertThat(lines(fields))
                .containsExactly(
                        "sluice-dead-letter=1",
                        "sluice-dead-at=2026-11-28T12:00:00Z",
                        "sluice-dead-reason=attempts_exhausted",
                        "sluice-dead-error=threw",
                        "sluice-dead-attempts=3",
                        "sluice-dead-chain=first",
                        "sluice-dead-chain=hello",
                        "sluice-call=1",
                        "sluice-id=01JDW3N4Q5R6S7T8V9W0X1Y2Z3",
                        "sluice-function=hello",
                        "sluice-accepted=2026-11-28T12:00:00Z",
                        "sluice-entry-point=async",
                        "sluice-method=POST",
                        "sluice-path=/",
                        "sluice-query=",
                        "sluice-chain=first",
                        "sluice-chain=hello",
                        "field:A=1");
        assertThat(DeadLetterFormat.read(fields, DeadLetterFormat.value(letter)))
                .isEqualTo(letter);
    }

    @Test
    void aRecordIsKeptAsItWas() throws UnreadableRecordException {
        DeadLetter letter = new DeadLetter(
                ID,
                HELLO,
                new DeadWork.TopicRecord(
                        "orders",
                        "shop..orders",
                        3,
                        77,
                        Optional.of(bytes("key")),
                        Optional.of(bytes("value")),
                        List.of(
                                new DeadWork.Field("a", Optional.of(bytes("1"))),
                                new DeadWork.Field("a", Optional.empty()))),
                FAILURE);

        Fields fields = DeadLetterFormat.fields(letter);

        assertThat(lines(fields))
                .containsExactly(
                        "sluice-dead-letter=1",
                        "sluice-dead-at=2026-11-28T12:00:00Z",
                        "sluice-dead-reason=attempts_exhausted",
                        "sluice-dead-error=threw",
                        "sluice-dead-attempts=3",
                        "sluice-dead-chain=first",
                        "sluice-dead-chain=hello",
                        "sluice-id=01JDW3N4Q5R6S7T8V9W0X1Y2Z3",
                        "sluice-function=hello",
                        "sluice-dead-trigger=orders",
                        "sluice-dead-topic=shop..orders",
                        "sluice-dead-partition=3",
                        "sluice-dead-offset=77",
                        "sluice-dead-tombstone=false",
                        "sluice-dead-key=key",
                        "field:a=1",
                        "field:a=null");
        assertThat(DeadLetterFormat.read(fields, bytes("value"))).isEqualTo(letter);
    }

    @Test
    void aTombstoneStaysOne() throws UnreadableRecordException {
        DeadLetter letter = new DeadLetter(
                ID,
                HELLO,
                new DeadWork.TopicRecord("t", "t", 0, 0, Optional.empty(), Optional.empty(), List.of()),
                FAILURE);

        assertThat(DeadLetterFormat.read(DeadLetterFormat.fields(letter), DeadLetterFormat.value(letter)))
                .isEqualTo(letter);
    }

    @Test
    void whatANewerBuildWroteIsLeftAlone() {
        assertThatThrownBy(() -> DeadLetterFormat.read(Fields.begin("dead-letter", 2), bytes("")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("it has the format 2 of a newer build: this one knows up to 1");
    }
}
