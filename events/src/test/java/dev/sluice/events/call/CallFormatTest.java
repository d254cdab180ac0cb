package dev.sluice.events.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadFormat;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

class CallFormatTest {

    /** A call as format 1 has it; never changed. */
    private static final List<String> FORMAT_1 = List.of(
            "sluice-call=1",
            "sluice-id=01JDW3N4Q5R6S7T8V9W0X1Y2Z3",
            "sluice-function=team-a/hello",
            "sluice-accepted=2026-11-28T12:00:00Z",
            "sluice-entry-point=async",
            "sluice-not-before=2026-11-28T12:10:00Z",
            "sluice-expires=2026-11-28T13:00:00Z",
            "sluice-callback=https://example.org/done",
            "sluice-method=POST",
            "sluice-path=/a%20b",
            "sluice-query=c=d",
            "sluice-key=customer 7",
            "sluice-chain=first",
            "sluice-chain=team-a/hello",
            "field:Content-Type=text/plain",
            "field:X-Twice=1",
            "field:X-Twice=2");

    private static final QueuedCall CALL = new QueuedCall(
            new InvocationId("01JDW3N4Q5R6S7T8V9W0X1Y2Z3"),
            new FunctionName(new Namespace("team-a"), "hello"),
            Instant.parse("2026-11-28T12:00:00Z"),
            new RequestHead(
                    "POST", "/a%20b", "c=d", Headers.of("Content-Type", "text/plain", "X-Twice", "1", "X-Twice", "2")),
            bytes("body"),
            CallTerms.at(EntryPoint.ASYNC)
                    .notBefore(Instant.parse("2026-11-28T12:10:00Z"))
                    .expires(Instant.parse("2026-11-28T13:00:00Z"))
                    .inOrderOf("customer 7")
                    .through(List.of("first", "team-a/hello")),
            Optional.of(URI.create("https://example.org/done")));

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static Fields fields(List<String> lines) {
        List<Header> headers = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            headers.add(new RecordHeader(
                    line.substring(0, equals), line.substring(equals + 1).getBytes(StandardCharsets.UTF_8)));
        }
        return Fields.of(headers);
    }

    static List<String> lines(Fields fields) {
        return fields.headers().stream()
                .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void format1IsReadAndWritten() throws UnreadableRecordException {
        assertThat(lines(CallFormat.fields(CALL))).isEqualTo(FORMAT_1);
        assertThat(CallFormat.read(fields(FORMAT_1), bytes("body"))).isEqualTo(CALL);
    }

    @Test
    void aPriorityMakesItFormat2() throws UnreadableRecordException {
        QueuedCall urgent = new QueuedCall(
                CALL.id(),
                CALL.function(),
                CALL.accepted(),
                CALL.head(),
                CALL.body(),
                CALL.terms().priority(1),
                CALL.callback());
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.set(0, "sluice-call=2");
        lines.add(12, "sluice-priority=1");

        assertThat(lines(CallFormat.fields(urgent))).isEqualTo(lines);
        assertThat(CallFormat.read(fields(lines), bytes("body"))).isEqualTo(urgent);
    }

    @Test
    void aBodyInAFileMakesItFormat3AndTheValueHasNoByte() throws UnreadableRecordException {
        Payload.Kept kept = new Payload.Kept(new Digest("ab".repeat(32)), 300_000);
        QueuedCall large = CALL.with(kept);
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.set(0, "sluice-call=3");
        int fields = lines.size() - CALL.head().headers().size();
        lines.addAll(fields, List.of("sluice-body-sha256=" + "ab".repeat(32), "sluice-body-bytes=300000"));

        assertThat(lines(CallFormat.fields(large))).isEqualTo(lines);
        assertThat(CallFormat.value(large)).isEqualTo(bytes(""));
        assertThat(CallFormat.read(fields(lines), bytes(""))).isEqualTo(large);
        assertThat(PayloadFormat.named(fields(lines).headers())).containsExactly(kept.digest());
    }

    @Test
    void aCallThatIsBoundToAVersionHasFormat4() throws UnreadableRecordException {
        QueuedCall bound = new QueuedCall(
                CALL.id(),
                CALL.function(),
                CALL.accepted(),
                CALL.head(),
                CALL.body(),
                CALL.terms().version(OptionalInt.of(7)),
                CALL.callback());
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.set(0, "sluice-call=4");
        lines.add(12, "sluice-version=7");

        assertThat(lines(CallFormat.fields(bound))).isEqualTo(lines);
        assertThat(CallFormat.read(fields(lines), bytes("body"))).isEqualTo(bound);
    }

    @Test
    void aFairKeyMakesItFormat5() throws UnreadableRecordException {
        QueuedCall shared = new QueuedCall(
                CALL.id(),
                CALL.function(),
                CALL.accepted(),
                CALL.head(),
                CALL.body(),
                CALL.terms().sharingAs("gold"),
                CALL.callback());
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.set(0, "sluice-call=5");
        lines.add(12, "sluice-fair-key=gold");

        assertThat(lines(CallFormat.fields(shared))).isEqualTo(lines);
        assertThat(CallFormat.read(fields(lines), bytes("body"))).isEqualTo(shared);
        assertThat(CallFormat.fairKey(fields(lines))).isEqualTo("gold");
        assertThat(CallFormat.fairKey(fields(FORMAT_1))).isEmpty();
    }

    @Test
    void whatIsNotToldIsLeftOut() throws UnreadableRecordException {
        QueuedCall plain = new QueuedCall(
                CALL.id(),
                new FunctionName("hello"),
                CALL.accepted(),
                new RequestHead("POST", "/", "", Headers.EMPTY),
                bytes(""),
                CallTerms.at(EntryPoint.EVENT),
                Optional.empty());

        Fields fields = CallFormat.fields(plain);

        assertThat(lines(fields)).hasSize(8).contains("sluice-function=hello", "sluice-entry-point=event");
        assertThat(CallFormat.read(fields, bytes(""))).isEqualTo(plain);
    }

    @Test
    void howLongItIsTriedIsKeptWhereThatIsToldOfOneCall() throws UnreadableRecordException {
        QueuedCall tried = new QueuedCall(
                CALL.id(),
                CALL.function(),
                CALL.accepted(),
                CALL.head(),
                CALL.body(),
                CALL.terms()
                        .tried(new RetryPolicy(
                                5, Duration.ofHours(24), new Backoff(Duration.ofMillis(1500), Duration.ofMinutes(1)))),
                CALL.callback());
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.add(11, "sluice-retry=5 PT24H PT1.5S PT1M");

        assertThat(lines(CallFormat.fields(tried))).isEqualTo(lines);
        assertThat(CallFormat.read(fields(lines), bytes("body"))).isEqualTo(tried);
    }

    @Test
    void theKeyOfItsRecordKeepsOrder() {
        assertThat(CallFormat.key(CALL)).isEqualTo("customer 7");
    }

    @Test
    void whatANewerBuildWroteIsLeftAlone() {
        assertUnreadable(0, "sluice-call=6", "it has the format 6 of a newer build: this one knows up to 5");
        assertUnreadable(4, "sluice-entry-point=moon", "this build knows no entry point 'moon'");
    }

    @Test
    void whatIsDamagedIsTold() {
        assertUnreadable(0, "sluice-call=x", "the field sluice-call is 'x' and no format");
        assertUnreadable(1, "sluice-id=7", "'7' is no id of an invocation");
        assertUnreadable(2, "sluice-function=Hello", "'Hello' is no function");
        assertUnreadable(3, "sluice-accepted=noon", "the field sluice-accepted is 'noon' and no time");
        assertUnreadable(9, "sluice-other=/", "the field sluice-path is missing");
        for (String retry : List.of("", "5 PT1H PT1S", "x PT1H PT1S PT1M", "5 1h PT1S PT1M", "0 PT1H PT1S PT1M")) {
            assertUnreadable(
                    9,
                    "sluice-retry=" + retry,
                    "the field sluice-retry is '" + retry + "' and does not say how long it is tried");
        }
        assertUnreadable(9, "sluice-priority=9", "a priority is 1 to 5, this one is 9");
        assertUnreadable(7, "sluice-callback=a b", "Illegal character in path at index 1: a b");
    }

    private static void assertUnreadable(int at, String line, String message) {
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.set(at, line);
        assertThatThrownBy(() -> CallFormat.read(fields(lines), bytes("body")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage(message);
    }

    @Test
    void anIdByNameIsTheSameForTheSameWords() {
        InvocationId id = CallIds.named(List.of("schedule", "nightly", "2026-11-28T12:00:00Z"));

        assertThat(InvocationId.isValid(id.value())).isTrue();
        assertThat(id).isEqualTo(CallIds.named(List.of("schedule", "nightly", "2026-11-28T12:00:00Z")));
        assertThat(id).isNotEqualTo(CallIds.named(List.of("schedule", "nightly", "2026-11-29T12:00:00Z")));
    }
}
