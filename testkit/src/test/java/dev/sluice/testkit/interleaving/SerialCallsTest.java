package dev.sluice.testkit.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.decorator.SentAnswer;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.loop.Serial;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls on which several threads work without a lock: each does what is there to do, and nothing is lost or done twice. */
class SerialCallsTest {

    /** Notes what it is told, and that nobody else tells at the same time. */
    private static final class Journal {
        final List<String> entries = new ArrayList<>();
        private boolean busy;

        void add(String entry) {
            if (busy) {
                throw new AssertionError("told by two threads at once");
            }
            busy = true;
            Schedule.point();
            entries.add(entry);
            busy = false;
        }
    }

    private record NotedCall(Journal journal) implements Call {

        @Override
        public void write(ByteBuffer bytes) {
            journal.add("write " + bytes.remaining());
        }

        @Override
        public void end(Headers trailers) {
            journal.add("end");
        }

        @Override
        public void grant(int bytes) {
            journal.add("grant " + bytes);
        }

        @Override
        public void cancel() {
            journal.add("cancel");
        }
    }

    static final class BecomesKnownWhileItIsUsed implements Scenario {
        private final Journal journal = new Journal();
        private final LateCall late = new LateCall();

        @Override
        public List<Runnable> threads() {
            return List.of(() -> late.become(new NotedCall(journal)), () -> {
                late.write(ByteBuffer.allocate(3));
                late.grant(5);
                late.write(ByteBuffer.allocate(4));
                late.end(Headers.EMPTY);
                late.cancel();
            });
        }

        @Override
        public void check() {
            assertThat(journal.entries).containsExactly("write 3", "grant 5", "write 4", "end", "cancel");
        }
    }

    /** As when an alarm rings while the caller writes. */
    static final class CancelledWhileItIsWritten implements Scenario {
        private final Journal journal = new Journal();
        private final LateCall late = new LateCall();

        @Override
        public List<Runnable> threads() {
            return List.of(
                    () -> late.become(new NotedCall(journal)),
                    () -> {
                        late.write(ByteBuffer.allocate(3));
                        late.write(ByteBuffer.allocate(4));
                    },
                    late::cancel);
        }

        @Override
        public void check() {
            assertThat(journal.entries).hasSize(3).containsOnlyOnce("cancel").containsSubsequence("write 3", "write 4");
        }
    }

    /** An answer of ten bytes more than the first window. */
    abstract static class Answered implements Scenario, CallListener {
        final Journal journal = new Journal();

        @Nullable
        Call call;

        int told;

        final Runnable sends() {
            byte[] body = new byte[Body.MAX_COMPLETE + 10];
            return () -> call = SentAnswer.send(Answer.of(200, Headers.EMPTY, body), this, new Outcome.Succeeded(200));
        }

        final Call known() {
            Schedule.await(() -> call != null);
            return java.util.Objects.requireNonNull(call);
        }

        @Override
        public void credit(int bytes) {}

        @Override
        public void head(int status, Headers headers) {
            journal.add("head");
        }

        @Override
        public void data(ByteBuffer bytes) {
            journal.add("data");
            told += bytes.remaining();
        }

        @Override
        public void end(Headers trailers) {
            journal.add("end");
        }

        @Override
        public void finished(Outcome outcome, Timings timings) {
            journal.add(outcome.word());
        }
    }

    static final class GrantedByTwo extends Answered {
        @Override
        public List<Runnable> threads() {
            return List.of(sends(), () -> known().grant(4), () -> known().grant(6));
        }

        @Override
        public void check() {
            assertThat(told).isEqualTo(Body.MAX_COMPLETE + 10);
            assertThat(journal.entries).startsWith("head", "data").endsWith("end", "succeeded");
            assertThat(journal.entries).containsOnlyOnce("succeeded");
        }
    }

    static final class CancelledWhileItIsGranted extends Answered {
        @Override
        public List<Runnable> threads() {
            return List.of(sends(), () -> known().grant(10), () -> known().cancel());
        }

        @Override
        public void check() {
            boolean whole = told == Body.MAX_COMPLETE + 10;
            assertThat(journal.entries.getLast()).isEqualTo(whole ? "succeeded" : "cancelled");
            assertThat(journal.entries.stream().filter(entry -> !entry.equals("data")))
                    .containsExactlyElementsOf(
                            whole ? List.of("head", "end", "succeeded") : List.of("head", "cancelled"));
        }
    }

    @Test
    void aLateCallPassesOnAllThatIsAskedOfItInOrder() {
        assertThat(Interleavings.upTo(3, LateCall.class, Serial.class).explore(BecomesKnownWhileItIsUsed.class))
                .isGreaterThan(100);
    }

    @Test
    void aLateCallIsCancelledBesideItsCaller() {
        assertThat(Interleavings.upTo(2, LateCall.class, Serial.class).explore(CancelledWhileItIsWritten.class))
                .isGreaterThan(100);
    }

    @Test
    void anAnswerThatTwoGrantIsToldWholeAndOnce() {
        assertThat(Interleavings.upTo(2, SentAnswer.class, Serial.class).explore(GrantedByTwo.class))
                .isGreaterThan(100);
    }

    @Test
    void anAnswerThatIsCancelledEndsOnceWholeOrNot() {
        assertThat(Interleavings.upTo(2, SentAnswer.class, Serial.class).explore(CancelledWhileItIsGranted.class))
                .isGreaterThan(100);
    }
}
