package dev.sluice.events.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.broker.NamedCluster;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadDraft;
import dev.sluice.events.payload.PayloadLostException;
import dev.sluice.testkit.time.VirtualTime;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFilesTest {

    private static final Duration KEEP = Duration.ofHours(1);

    @TempDir
    private Path root;

    private final VirtualTime time = new VirtualTime();

    private static Payload kept(AnswerFiles files) {
        try (PayloadDraft draft = files.draft()) {
            draft.write(ByteBuffer.allocate(Payload.MOST_INLINE + 1));
            return draft.commit();
        }
    }

    @Test
    void aFileIsThereForAsLongAsARecordMayNameIt() throws Exception {
        AnswerFiles files = new AnswerFiles(
                root,
                WorkQueueGateway.QUEUE.topics("sluice.", Instant.EPOCH),
                new NamedCluster("127.0.0.1:1", "nobody", Map.of()),
                time);
        Payload first = kept(files);
        time.pass(KEEP.multipliedBy(2));
        files.sweep(KEEP);
        assertThat(files.readNow(first).remaining()).isEqualTo(Payload.MOST_INLINE + 1);
        assertThat(kept(files)).as("the same bytes again").isEqualTo(first);
        time.pass(Duration.ofMinutes(1));
        files.sweep(KEEP);
        assertThat(files.readNow(first).remaining()).isPositive();
        time.pass(KEEP.multipliedBy(2));

        files.sweep(KEEP);

        assertThatThrownBy(() -> files.readNow(first)).isInstanceOf(PayloadLostException.class);
    }
}
