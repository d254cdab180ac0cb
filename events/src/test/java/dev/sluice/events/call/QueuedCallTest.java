package dev.sluice.events.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueuedCallTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void aBodyIsReadFromItsBeginningByEachReader() {
        ByteBuffer bytes = ByteBuffer.wrap("..hello".getBytes(StandardCharsets.UTF_8));
        bytes.position(2);
        QueuedCall call = call(bytes);

        for (int reader = 0; reader < 2; reader++) {
            ByteBuffer body = PayloadFormat.value(call.body());
            assertThat(body.isReadOnly()).isTrue();
            assertThat(body.remaining()).isEqualTo(5);
            assertThat(body.get()).isEqualTo((byte) 'h');
        }
        assertThat(bytes.position()).isEqualTo(2);
    }

    @Test
    void aBodyHasALimit() {
        assertThat(call(ByteBuffer.allocate(Payload.MOST)).body().bytes()).isEqualTo(Payload.MOST);
        assertThatThrownBy(() -> call(ByteBuffer.allocate(Payload.MOST + 1)))
                .hasMessage("a body of a call that waits, and its answer, have at most 67108864 bytes,"
                        + " this one has 67108865");
    }

    @Test
    void termsAreCheckedAndKept() {
        List<String> chain = new ArrayList<>(List.of("a", "b"));
        CallTerms terms = CallTerms.at(EntryPoint.EVENT)
                .notBefore(NOON)
                .expires(NOON.plusSeconds(1))
                .inOrderOf("k")
                .through(chain)
                .priority(1)
                .sharingAs("gold");
        chain.clear();

        assertThat(terms)
                .isEqualTo(new CallTerms(
                        EntryPoint.EVENT,
                        Optional.of(NOON),
                        Optional.of(NOON.plusSeconds(1)),
                        "k",
                        List.of("a", "b"),
                        Optional.empty(),
                        1,
                        java.util.OptionalInt.empty(),
                        "gold"));
        assertThatThrownBy(() -> terms.expires(NOON))
                .hasMessage("a call that may not run before 2026-11-28T12:00:00Z has expired by then:"
                        + " it expires at 2026-11-28T12:00:00Z");
        assertThatThrownBy(() -> terms.inOrderOf("k".repeat(257)))
                .hasMessage("a key has at most 256 characters, this one has 257");
        assertThatThrownBy(() -> terms.priority(6)).hasMessage("a priority is 1 to 5, this one is 6");
    }

    @Test
    void aRefusalSaysWhatHappenedAndWhatToDo() {
        FunctionName hello = new FunctionName("hello");

        assertThat(new Acceptance.BacklogFull(hello, Acceptance.BacklogFull.Unit.CALLS, 1000, 1000).detail())
                .isEqualTo("The backlog of 'hello' has 1000 calls of at most 1000."
                        + " Try again later, or raise the limit.");
        assertThat(new Acceptance.BacklogFull(hello, Acceptance.BacklogFull.Unit.SECONDS, 61, 60).detail())
                .isEqualTo("The backlog of 'hello' has 61 seconds of age of at most 60."
                        + " Try again later, or raise the limit.");
        assertThat(new Acceptance.TooLarge(20, 10).detail())
                .isEqualTo("The head of the call has 20 bytes, and at most 10 are kept of a call that waits."
                        + " Send less of header fields.");
        assertThat(List.of(
                        new Acceptance.BrokerAway("gone").reason(),
                        new Acceptance.BacklogFull(hello, Acceptance.BacklogFull.Unit.BYTES, 1, 1).reason(),
                        new Acceptance.TooLarge(2, 1).reason()))
                .containsExactly("broker_away", "backlog_full", "head_too_large");
    }

    private static QueuedCall call(ByteBuffer body) {
        return new QueuedCall(
                InvocationId.next(NOON.toEpochMilli()),
                new FunctionName("hello"),
                NOON,
                new RequestHead("POST", "/", "", Headers.EMPTY),
                body,
                CallTerms.at(EntryPoint.EVENT),
                Optional.empty());
    }
}
