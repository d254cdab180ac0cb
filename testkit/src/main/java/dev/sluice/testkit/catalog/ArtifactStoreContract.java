package dev.sluice.testkit.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ArtifactStore} must do. */
public abstract class ArtifactStoreContract {

    private static final String CODE = "code.jar";
    private static final Digest ONE = Functions.digest("one");
    private static final Digest TWO = Functions.digest("two");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path uploads;

    @SuppressWarnings("NullAway.Init")
    private ArtifactStore store;

    /** An empty store. */
    protected abstract ArtifactStore open() throws Exception;

    /** What another gateway sees of the store that {@link #open} made; maybe the same object. */
    protected abstract ArtifactStore openAgain() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @Test
    void anEmptyOneHasNothing() {
        assertThat(store.list()).isEmpty();
        assertThat(store.files(ONE)).isEmpty();
        assertThat(store.contains(ONE)).isFalse();
        assertThat(delete(store, ONE)).isFalse();
        assertThatThrownBy(() -> store.open(ONE, CODE)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatWasCommittedIsThereWithTheFilesAtTheTopFirst() throws IOException {
        Path upload = Files.writeString(uploads.resolve("x"), "the code");
        try (ArtifactStore.Draft draft = store.draft()) {
            write(draft, "lib/b.jar", "b");
            write(draft, "lib/a.jar", "a");
            write(draft, "zoo.txt", "z");
            draft.take(CODE, upload);
            draft.commit(ONE);
        }

        assertThat(store.files(ONE)).containsExactly(CODE, "zoo.txt", "lib/a.jar", "lib/b.jar");
        assertThat(read(ONE, CODE)).isEqualTo("the code");
        assertThat(read(ONE, "lib/b.jar")).isEqualTo("b");
        assertThat(store.list()).containsExactly(ONE);
        assertThat(upload).doesNotExist();
    }

    @Test
    void nothingCanBeSeenBeforeTheCommit() throws IOException {
        try (ArtifactStore.Draft draft = store.draft()) {
            write(draft, CODE, "half");

            assertThat(store.list()).isEmpty();
        }
        assertThat(store.list()).isEmpty();
        assertThat(store.contains(ONE)).isFalse();
    }

    @Test
    void whatIsThereStaysAsItIs() throws IOException {
        keep(ONE, "first");

        keep(ONE, "second");

        assertThat(read(ONE, CODE)).isEqualTo("first");
        assertThat(store.list()).containsExactly(ONE);
    }

    @Test
    void onlyWhatIsDeletedIsGone() throws IOException {
        keep(ONE, "one");
        keep(TWO, "two");

        assertThat(delete(store, ONE)).isTrue();

        assertThat(store.list()).containsExactly(TWO);
        assertThat(store.files(ONE)).isEmpty();
        assertThat(delete(store, ONE)).isFalse();
    }

    @Test
    void aFileThatIsBeingReadCanBeReadToItsEnd() throws IOException {
        keep(ONE, "to the end");
        try (InputStream in = store.open(ONE, CODE)) {
            assertThat(in.read()).isEqualTo('t');

            delete(store, ONE);

            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("o the end");
        }
    }

    @Test
    void anArtifactWithoutAFileAtItsTopIsNone() throws IOException {
        try (ArtifactStore.Draft draft = store.draft()) {
            write(draft, "lib/a.jar", "a");
            assertThatThrownBy(() -> draft.commit(ONE)).hasMessage("an artifact needs a file at its top");
        }
    }

    @Test
    void noNameLeadsOutOfTheArtifact() {
        try (ArtifactStore.Draft draft = store.draft()) {
            for (String name : List.of("../x", "/x", "a/../../x", "", ".", "..", "a//b", "a\\b", ".hidden", "a/")) {
                assertThatThrownBy(() -> draft.create(name))
                        .hasMessage("'" + name + "' cannot be the name of a file in an artifact");
            }
        }
    }

    @Test
    void manyWhoCommitTheSameAtOnceAllSucceed() throws Exception {
        int writers = 6;
        CyclicBarrier start = new CyclicBarrier(writers);
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<Boolean>> kept = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                kept.add(threads.submit(() -> {
                    start.await();
                    keep(ONE, "same");
                    return read(ONE, CODE).equals("same");
                }));
            }
            for (Future<Boolean> each : kept) {
                assertThat(each.get()).isTrue();
            }
        }
        assertThat(store.list()).containsExactly(ONE);
    }

    @Test
    void whatOneGatewayHasKeptTheOtherSees() throws Exception {
        ArtifactStore other = openAgain();
        keep(ONE, "one");

        assertThat(other.list()).containsExactly(ONE);
        assertThat(delete(other, ONE)).isTrue();
        assertThat(store.contains(ONE)).isFalse();
    }

    @Test
    void aDraftIsNotLostWhenAnotherGatewayStarts() throws Exception {
        try (ArtifactStore.Draft draft = store.draft()) {
            write(draft, CODE, "whole");

            ArtifactStore other = openAgain();
            draft.commit(ONE);

            assertThat(other.contains(ONE)).isTrue();
        }
        assertThat(read(ONE, CODE)).isEqualTo("whole");
    }

    @Test
    void whatAnybodyHasPinnedStays() throws Exception {
        ArtifactStore other = openAgain();
        ArtifactStore.Pin early = store.pin(ONE);
        keep(ONE, "one");
        ArtifactStore.Pin late = store.pin(ONE);
        keep(TWO, "two");

        early.close();
        early.close();
        assertThat(delete(other, ONE)).isFalse();
        assertThat(delete(openAgain(), ONE)).isFalse();
        assertThat(delete(store, ONE)).isFalse();
        assertThat(delete(other, TWO)).isTrue();
        late.close();

        assertThat(delete(other, ONE)).isTrue();
        assertThat(store.list()).isEmpty();
    }

    @Test
    void whatIsNeededStays() throws IOException {
        keep(ONE, "one");

        assertThat(store.delete(ONE, () -> true)).isFalse();

        assertThat(read(ONE, CODE)).isEqualTo("one");
    }

    @Test
    void codeThatIsPinnedUntilItIsNeededIsNeverDeleted() throws Exception {
        ArtifactStore collecting = openAgain();
        AtomicBoolean needed = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            Future<?> collector = threads.submit(() -> {
                while (!over.get()) {
                    collecting.delete(ONE, needed::get);
                }
            });
            try {
                for (int round = 0; round < 50; round++) {
                    needed.set(false);
                    try (ArtifactStore.Pin pin = store.pin(ONE)) {
                        keep(ONE, "kept");
                        needed.set(true);
                    }
                    assertThat(read(ONE, CODE)).as("round " + round).isEqualTo("kept");
                }
            } finally {
                over.set(true);
            }
            collector.get();
        }
    }

    private static boolean delete(ArtifactStore store, Digest artifact) {
        return store.delete(artifact, () -> false);
    }

    private void keep(Digest artifact, String code) throws IOException {
        try (ArtifactStore.Draft draft = store.draft()) {
            write(draft, CODE, code);
            draft.commit(artifact);
        }
    }

    private static void write(ArtifactStore.Draft draft, String name, String text) throws IOException {
        try (OutputStream out = draft.create(name)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private String read(Digest artifact, String file) throws IOException {
        try (InputStream in = store.open(artifact, file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
