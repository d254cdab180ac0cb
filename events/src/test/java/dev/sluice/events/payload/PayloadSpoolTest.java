package dev.sluice.events.workqueue.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.events.broker.NamedCluster;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.payload.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerInFileTest {

    private static final byte[] PIECE = new byte[4 << 20];

    @TempDir
    private Path folder;

    private final AtomicInteger written = new AtomicInteger();

    private AnswerInFile answer(Path root, int pieces) {
        KeptPayloads files = new KeptPayloads(
                root, new NamedCluster("127.0.0.1:1", "nobody", Map.of()), List.of(), Clock.systemUTC());
        AnswerInFile answer = new AnswerInFile(new AnswerRoom.Files(files::draft, Runnable::run));
        for (int i = 0; i < pieces; i++) {
            answer.take(PIECE, written::incrementAndGet);
        }
        return answer;
    }

    private static Optional<Payload> get(CompletionStage<Optional<Payload>> stage) {
        return stage.toCompletableFuture().join();
    }

    private List<String> present() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .toList();
        }
    }

    @Test
    void aLongAnswerIsInAFileAndRoomIsMadeForTheNextPieceWhenOneIsWritten() throws Exception {
        Optional<Payload> kept = get(answer(folder, 2).end(false));

        assertThat(kept)
                .hasValueSatisfying(payload -> assertThat(payload.bytes()).isEqualTo(2 * PIECE.length));
        assertThat(written).hasValue(2);
        assertThat(present()).hasSize(1);
    }

    @Test
    void ofOneThatIsTooLongOrUnwantedNothingIsLeft() throws Exception {
        assertThat(get(answer(folder, Payload.MOST / PIECE.length + 1).end(false)))
                .isEmpty();
        assertThat(get(answer(folder, 1).end(true))).isEmpty();

        assertThat(present()).isEmpty();
    }

    @Test
    void aDiskThatFailsIsNoAnswerAndStopsNoCall() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        AnswerInFile answer = answer(file, 2);

        assertThat(written).hasValue(2);
        assertThatThrownBy(() -> get(answer.end(false))).hasCauseInstanceOf(StorageException.class);
    }
}
