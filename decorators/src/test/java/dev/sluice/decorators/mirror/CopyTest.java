package dev.sluice.decorators.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyTest {

    private final List<String> told = new ArrayList<>();
    private int ends;
    private final Copy copy = new Copy(new Body.Streamed(), 100, () -> ends++);

    private final Call other = new Call() {
        @Override
        public void write(ByteBuffer bytes) {
            told.add("write " + bytes.remaining());
        }

        @Override
        public void end(Headers trailers) {
            told.add("end");
        }

        @Override
        public void grant(int bytes) {
            told.add("grant " + bytes);
        }

        @Override
        public void cancel() {
            told.add("cancel");
        }
    };

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length);
    }

    @Test
    void nothingIsSentThatWasNotAskedFor() {
        copy.begin(other);
        copy.write(bytes(30));
        copy.write(bytes(30));
        assertThat(told).isEmpty();

        copy.credit(40);
        copy.end();
        copy.credit(100);

        assertThat(told).containsExactly("write 30", "write 10", "write 20", "end");
    }

    @Test
    void whatComesBeforeTheCallIsKnownWaits() {
        copy.credit(100);
        copy.write(bytes(30));
        copy.end();

        copy.begin(other);

        assertThat(told).containsExactly("write 30", "end");
    }

    @Test
    void aCopyThatFallsBehindIsCancelledOnce() {
        copy.begin(other);
        copy.write(bytes(60));
        copy.write(bytes(41));
        copy.write(bytes(60));
        copy.end();
        copy.credit(1_000);

        assertThat(told).containsExactly("cancel");
    }

    @Test
    void theEndIsToldOnce() {
        copy.finished(new Outcome.Succeeded(200), Timings.NONE);
        copy.finished(new Outcome.Cancelled(), Timings.NONE);

        assertThat(ends).isEqualTo(1);
    }

    @Test
    void theAnswerIsReadAndDropped() {
        copy.begin(other);

        copy.data(bytes(7));
        copy.data(bytes(0));

        assertThat(told).containsExactly("grant 7");
    }
}
