package dev.sluice.events.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadFormat;
import dev.sluice.events.stored.Fields;
import dev.sluice.events.stored.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateFormatTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    /** What all states have in format 1; never changed. */
    private static final List<String> FORMAT_1 = List.of(
            "sluice-invocation=1",
            "sluice-id=01JDW3N4Q5R6S7T8V9W0X1Y2Z3",
            "sluice-function=hello",
            "sluice-accepted=2026-11-28T12:00:00Z",
            "sluice-due=2026-11-28T12:10:00Z",
            "sluice-bytes=5",
            "sluice-request=00112233445566778899aabbccddeeff",
            "sluice-changed=2026-11-28T12:00:01Z",
            "sluice-attempts=2",
            "sluice-counted=1");

    /** @param more what stands behind it, never changed */
    record Vector(Standing standing, Callback callback, List<String> more, String value, boolean open) {}

    static Stream<Vector> vectors() {
        Callback none = new Callback.None();
        ByteBuffer answer = ByteBuffer.wrap("done".getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                new Vector(new Standing.Waiting(), none, List.of("sluice-state=waiting"), "", true),
                new Vector(
                        new Standing.Running(),
                        new Callback.Pending(3, NOON),
                        List.of(
                                "sluice-callback=pending",
                                "sluice-callback-tries=3",
                                "sluice-callback-next=2026-11-28T12:00:00Z",
                                "sluice-state=running"),
                        "",
                        true),
                new Vector(
                        new Standing.Retrying(NOON, "threw"),
                        none,
                        List.of("sluice-state=retrying", "sluice-next=2026-11-28T12:00:00Z", "sluice-error=threw"),
                        "",
                        true),
                new Vector(
                        new Standing.Succeeded(201, Headers.of("A", "1", "A", "2"), Payload.of(answer), true),
                        new Callback.Delivered(),
                        List.of(
                                "sluice-callback=delivered",
                                "sluice-state=succeeded",
                                "sluice-status=201",
                                "sluice-whole=true",
                                "field:A=1",
                                "field:A=2"),
                        "done",
                        false),
                new Vector(
                        new Standing.Dead("refused", "answered 404"),
                        new Callback.Failed("nobody there"),
                        List.of(
                                "sluice-callback=failed",
                                "sluice-callback-error=nobody there",
                                "sluice-state=dead",
                                "sluice-reason=refused",
                                "sluice-error=answered 404"),
                        "",
                        false),
                new Vector(
                        new Standing.Cancelled(),
                        new Callback.Pending(0, NOON),
                        List.of(
                                "sluice-callback=pending",
                                "sluice-callback-tries=0",
                                "sluice-callback-next=2026-11-28T12:00:00Z",
                                "sluice-state=cancelled"),
                        "",
                        true),
                new Vector(new Standing.Expired(), none, List.of("sluice-state=expired"), "", false));
    }

    /** A state that is more than format 1 can say; never changed. */
    @Test
    void aPriorityMakesItFormat2() throws UnreadableRecordException {
        InvocationState state =
                waiting(CallTerms.at(EntryPoint.ASYNC).inOrderOf("k").priority(5));
        List<String> lines = List.of(
                "sluice-invocation=2",
                "sluice-id=01JDW3N4Q5R6S7T8V9W0X1Y2Z3",
                "sluice-function=hello",
                "sluice-accepted=2026-11-28T12:00:00Z",
                "sluice-due=2026-11-28T12:00:00Z",
                "sluice-bytes=4",
                "sluice-request=" + state.call().request(),
                "sluice-changed=2026-11-28T12:00:00Z",
                "sluice-attempts=0",
                "sluice-counted=0",
                "sluice-key=k",
                "sluice-priority=5",
                "sluice-state=waiting");

        assertThat(lines(StateFormat.fields(state))).isEqualTo(lines);
        assertThat(StateFormat.read(fields(lines), bytes(""))).isEqualTo(state);
    }

    private static InvocationState waiting(CallTerms terms) {
        return InvocationState.waiting(new QueuedCall(
                new InvocationId("01JDW3N4Q5R6S7T8V9W0X1Y2Z3"),
                new FunctionName("hello"),
                NOON,
                new RequestHead("POST", "/", "", Headers.EMPTY),
                bytes("body"),
                terms,
                Optional.empty()));
    }

    /** A state that is more than format 2 can say; never changed. */
    @Test
    void aFairKeyMakesItFormat5() throws UnreadableRecordException {
        InvocationState state =
                waiting(CallTerms.at(EntryPoint.ASYNC).sharingAs("gold")).progressed(bytes("half"), NOON);
        List<String> lines = List.of(
                "sluice-invocation=5",
                "sluice-id=01JDW3N4Q5R6S7T8V9W0X1Y2Z3",
                "sluice-function=hello",
                "sluice-accepted=2026-11-28T12:00:00Z",
                "sluice-due=2026-11-28T12:00:00Z",
                "sluice-bytes=4",
                "sluice-request=" + state.call().request(),
                "sluice-changed=2026-11-28T12:00:00Z",
                "sluice-attempts=0",
                "sluice-counted=0",
                "sluice-fair-key=gold",
                "sluice-state=waiting");

        assertThat(lines(StateFormat.fields(state))).isEqualTo(lines);
        assertThat(StateFormat.read(fields(lines), bytes("half"))).isEqualTo(state);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void format1IsReadAndWritten(Vector vector) throws UnreadableRecordException {
        InvocationState state = new InvocationState(
                new InvocationState.Accepted(
                        new InvocationId("01JDW3N4Q5R6S7T8V9W0X1Y2Z3"),
                        new FunctionName("hello"),
                        NOON,
                        NOON.plusSeconds(600),
                        5,
                        Optional.empty(),
                        "00112233445566778899aabbccddeeff",
                        "",
                        3,
                        OptionalInt.empty(),
                        ""),
                NOON.plusSeconds(1),
                2,
                1,
                vector.standing(),
                vector.callback(),
                bytes(""),
                0);
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.addAll(vector.more());

        assertThat(lines(StateFormat.fields(state))).isEqualTo(lines);
        assertThat(StateFormat.value(state)).isEqualTo(bytes(vector.value()));
        assertThat(StateFormat.read(fields(lines), bytes(vector.value()))).isEqualTo(state);
        assertThat(StateFormat.isOpen(fields(lines).headers())).isEqualTo(vector.open());
        assertThat(state.isSettled()).isEqualTo(!vector.open());
    }

    @Test
    void aStateOfACallThatIsBoundToAVersionHasFormat4AndTellsAtWhichItRan() throws UnreadableRecordException {
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.set(0, "sluice-invocation=4");
        lines.addAll(List.of("sluice-version=7", "sluice-ran-at=7", "sluice-state=running"));

        InvocationState state = StateFormat.read(fields(lines), bytes("half of it"));

        assertThat(state.call().version()).hasValue(7);
        assertThat(state.ranAt()).isEqualTo(7);
        assertThat(state.progress()).isEqualTo(bytes("half of it"));
        assertThat(lines(StateFormat.fields(state))).isEqualTo(lines);
    }

    @Test
    void aStateWithProgressHasFormat2AndTheProgressAsItsValue() throws UnreadableRecordException {
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.set(0, "sluice-invocation=2");
        lines.add("sluice-state=running");

        InvocationState state = StateFormat.read(fields(lines), bytes("half of it"));

        assertThat(state.progress()).isEqualTo(bytes("half of it"));
        assertThat(lines(StateFormat.fields(state))).isEqualTo(lines);
        assertThat(StateFormat.value(state)).isEqualTo(bytes("half of it"));
        InvocationState over = state.now(new Standing.Succeeded(204, Headers.EMPTY, Payload.NONE, true), true, NOON);
        assertThat(over.progress()).isEqualTo(bytes(""));
        assertThat(StateFormat.fields(over).find("invocation")).contains("1");
    }

    @Test
    void aStateNamesTheFileOfABodyUntilItIsOverAndThenThatOfTheAnswer() throws UnreadableRecordException {
        Payload.Kept body = new Payload.Kept(new Digest("ab".repeat(32)), 300_000);
        Payload.Kept answer = new Payload.Kept(new Digest("cd".repeat(32)), 400_000);
        InvocationState waiting = InvocationState.waiting(new QueuedCall(
                new InvocationId("01JDW3N4Q5R6S7T8V9W0X1Y2Z3"),
                new FunctionName("hello"),
                NOON,
                new RequestHead("POST", "/", "", Headers.EMPTY),
                body,
                CallTerms.at(EntryPoint.ASYNC),
                Optional.empty()));
        InvocationState retrying = waiting.now(new Standing.Retrying(NOON, "threw"), false, NOON);

        assertThat(PayloadFormat.named(StateFormat.fields(waiting).headers())).containsExactly(body.digest());
        assertThat(StateFormat.fields(waiting).find("invocation")).contains("3");
        assertThat(StateFormat.read(StateFormat.fields(waiting), bytes(""))).isEqualTo(waiting);
        assertThat(PayloadFormat.named(StateFormat.fields(retrying).headers())).containsExactly(body.digest());

        InvocationState over = waiting.now(new Standing.Succeeded(200, Headers.EMPTY, answer, true), false, NOON);
        assertThat(PayloadFormat.named(StateFormat.fields(over).headers())).containsExactly(answer.digest());
        assertThat(StateFormat.value(over)).isEqualTo(bytes(""));
        assertThat(StateFormat.read(StateFormat.fields(over), bytes(""))).isEqualTo(over);
        for (Standing end :
                List.of(new Standing.Dead("refused", "404"), new Standing.Cancelled(), new Standing.Expired())) {
            Fields fields = StateFormat.fields(waiting.now(end, false, NOON));
            assertThat(PayloadFormat.named(fields.headers())).as(end.word()).isEmpty();
            assertThat(fields.find("invocation")).as(end.word()).contains("1");
        }
    }

    @Test
    void aStateSaysUntilWhenItIsHeld() throws UnreadableRecordException {
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.addAll(List.of("sluice-state=running", "sluice-held-until=2026-11-28T12:00:00Z"));

        InvocationState state = StateFormat.read(fields(lines), bytes(""));

        assertThat(state.standing()).isEqualTo(new Standing.Running(Optional.of(NOON)));
        assertThat(lines(StateFormat.fields(state))).isEqualTo(lines);
    }

    @Test
    void theKeyOfACallStandsBehindWhatWasCounted() throws UnreadableRecordException {
        List<String> lines = new ArrayList<>(FORMAT_1);
        lines.addAll(List.of("sluice-key=ada", "sluice-state=waiting"));

        InvocationState state = StateFormat.read(fields(lines), bytes(""));

        assertThat(state.call().key()).isEqualTo("ada");
        assertThat(lines(StateFormat.fields(state))).isEqualTo(lines);
    }

    @Test
    void whatANewerBuildWroteIsLeftAlone() {
        List<String> newer = new ArrayList<>(FORMAT_1);
        newer.set(0, "sluice-invocation=6");
        assertThatThrownBy(() -> StateFormat.read(fields(newer), bytes("")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("it has the format 6 of a newer build: this one knows up to 5");
        List<String> unknown = new ArrayList<>(FORMAT_1);
        unknown.add("sluice-state=asleep");
        assertThatThrownBy(() -> StateFormat.read(fields(unknown), bytes("")))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessage("this build knows no state 'asleep'");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Fields fields(List<String> lines) {
        return Fields.of(lines.stream().map(StateFormatTest::header).toList());
    }

    private static Header header(String line) {
        int equals = line.indexOf('=');
        return new RecordHeader(
                line.substring(0, equals), line.substring(equals + 1).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> lines(Fields fields) {
        return fields.headers().stream()
                .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
