package dev.sluice.events.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.events.broker.NamedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadSpoolTest {

    private static final byte[] PIECE = new byte[4 << 20];

    @TempDir
    private Path folder;

    private final AtomicInteger written = new AtomicInteger();

    private PayloadSpool spool(Path root, int pieces) {
        return spool(root, pieces, InstantSource.system());
    }

    private static KeptPayloads files(Path root, InstantSource clock) {
        return new KeptPayloads(root, new NamedCluster("127.0.0.1:1", "nobody", Map.of()), List.of(), clock);
    }

    private PayloadSpool spool(Path root, int pieces, InstantSource clock) {
        PayloadSpool spool = new PayloadSpool(files(root, clock).draft(), Runnable::run);
        for (int i = 0; i < pieces; i++) {
            spool.write(PIECE, written::incrementAndGet);
        }
        return spool;
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
    void aLongOneIsInAFileAndRoomIsMadeForTheNextPieceWhenOneIsWritten() throws Exception {
        Optional<Payload> kept = get(spool(folder, 2).end(true));

        assertThat(kept)
                .hasValueSatisfying(payload -> assertThat(payload.bytes()).isEqualTo(2 * PIECE.length));
        assertThat(written).hasValue(2);
        assertThat(present()).hasSize(1);
    }

    @Test
    void whoReadsOpensNoLock() throws Exception {
        Payload kept = get(spool(folder, 1).end(true)).orElseThrow();
        Files.delete(folder.resolve("lock"));

        assertThat(files(folder, InstantSource.system()).readNow(kept).remaining())
                .isEqualTo(PIECE.length);
        assertThat(folder.resolve("lock")).doesNotExist();
    }

    @Test
    void ofOneThatIsTooLongOrUnwantedNothingIsLeft() throws Exception {
        assertThat(get(spool(folder, Payload.MOST / PIECE.length + 1).end(true)))
                .isEmpty();
        assertThat(get(spool(folder, 1).end(false))).isEmpty();

        assertThat(present()).isEmpty();
    }

    @Test
    void aDiskThatFailsIsToldToWhoWantsIt() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        PayloadSpool spool = spool(file, 2);

        assertThat(written).hasValue(2);
        assertThatThrownBy(() -> get(spool.end(true))).hasCauseInstanceOf(StorageException.class);
        assertThat(get(spool(file, 2).end(false)))
                .as("how its call ended counts")
                .isEmpty();
    }

    @Test
    void whateverGoesWrongTheEndIsTold() throws Exception {
        PayloadSpool spool = spool(folder, 1, () -> {
            throw new StackOverflowError("planted");
        });

        assertThatThrownBy(() -> get(spool.end(true))).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(present()).isEmpty();
    }
}
