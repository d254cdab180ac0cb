package dev.sluice.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryKeyedStateTest {

    private static final StateKey ANN = new StateKey("two-factor", "ann");
    private static final StateKey BOB = new StateKey("two-factor", "bob");

    /** Two records as format 1 of the log has them; it must be read for ever. */
    private static final String FORMAT_1 = """
            sluice-state 1 7
            cde7d50e put 8 never two-factor/ann sealed
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path earlier;

    private final VirtualTime time = new VirtualTime();
    private final List<DirectoryKeyedState> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(DirectoryKeyedState::close);
    }

    @Test
    void onlyTheOwnerReadsTheLog() throws IOException {
        state().put(ANN, "sealed", Version.NONE, Instant.MAX);

        for (String file : List.of("log", "lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theLogIsOfFormatOne() throws IOException {
        Files.writeString(log(), FORMAT_1);

        assertThat(state().get(ANN)).contains(new Entry("sealed", new Version(8)));

        Files.delete(log());
        DirectoryKeyedState made = state();
        made.put(BOB, "x", Version.NONE, Instant.ofEpochMilli(1_900_000_000_000L));
        made.delete(BOB);
        assertThat(Files.readAllLines(log()))
                .containsExactly(
                        "sluice-state 1 0",
                        "f7adf204 put 1 1900000000000 two-factor/bob x",
                        "b3c4aa82 delete 2 two-factor/bob");
    }

    @Test
    void aLogOfANewerBuildIsLeftAlone() throws IOException {
        Files.writeString(log(), "sluice-state 2 something else\n");

        assertThatThrownBy(() -> state().put(ANN, "x", Version.NONE, Instant.MAX))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a newer build of Sluice wrote it: start that one, or bring back an older copy")
                .hasMessageContaining(folder.toString());
        assertThat(log()).hasContent("sluice-state 2 something else\n");
    }

    @Test
    void recordsThatHadFilesOfTheirOwnMoveIntoTheLog() throws IOException {
        Files.writeString(
                earlier.resolve("ann"), "4e0e7b1e-5f6b-4f4e-9d8c-0d2c6f0b9a11\n9223372036854775807\nsealed\n");
        Files.writeString(earlier.resolve("bob"), "4e0e7b1e-5f6b-4f4e-9d8c-0d2c6f0b9a12\n1\nexpired\n");
        time.pass(Duration.ofDays(1));

        DirectoryKeyedState state = state();

        assertThat(state.get(ANN)).map(Entry::value).contains("sealed");
        assertThat(state.get(BOB)).isEmpty();
        assertThat(earlier).isEmptyDirectory();
        assertThat(state().get(ANN)).map(Entry::value).contains("sealed");
    }

    @Test
    void aDamagedFileOfARecordIsNotTakenForNone() throws IOException {
        Files.writeString(earlier.resolve("ann"), "rubbish");

        assertThat(state().get(ANN)).map(Entry::value).contains("damaged");
    }

    @Test
    void aLineThatIsNotFinishedWasNeverAcknowledgedAndIsCutOff() throws IOException {
        DirectoryKeyedState state = state();
        state.put(ANN, "one", Version.NONE, Instant.MAX);
        byte[] whole = Files.readAllBytes(log());
        for (String rest : List.of("1", "01234567 put 9 never two-factor/ann two", "\0\0\0\0", "\0\0\0\n")) {
            Files.writeString(log(), rest, StandardOpenOption.APPEND);

            assertThat(state.get(ANN)).map(Entry::value).contains("one");
            assertThat(state().get(ANN)).map(Entry::value).contains("one");
            assertThat(log()).hasBinaryContent(whole);
        }
        assertThat(state.put(BOB, "two", Version.NONE, Instant.MAX)).isPresent();
        assertThat(state().get(BOB)).map(Entry::value).contains("two");
    }

    @Test
    void aThreadThatIsInterruptedBreaksNothingForOthers() throws Exception {
        DirectoryKeyedState state = state();
        state.put(ANN, "one", Version.NONE, Instant.MAX);
        Thread interrupted = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> state.get(ANN)).isInstanceOf(StorageException.class);
        });
        interrupted.join();

        assertThat(state.get(ANN)).map(Entry::value).contains("one");
        assertThat(state.put(BOB, "two", Version.NONE, Instant.MAX)).isPresent();
    }

    @Test
    void aDamagedLineIsNamedAndNothingIsCutOff() throws IOException {
        DirectoryKeyedState state = state();
        state.put(ANN, "one", Version.NONE, Instant.MAX);
        state.put(BOB, "two", Version.NONE, Instant.MAX);
        String damaged = Files.readString(log()).replace("one", "0ne");
        Files.writeString(log(), damaged);

        assertThatThrownBy(() -> state().get(BOB))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("its line at byte 17 is damaged: stop all gateways, bring back a copy");
        assertThat(log()).hasContent(damaged);
    }

    @Test
    void aLogOfOldLinesIsReplacedAndOthersFollow() throws IOException {
        DirectoryKeyedState state = state();
        DirectoryKeyedState other = state();
        other.put(BOB, "kept", Version.NONE, Instant.MAX);
        Version at = Version.NONE;
        for (int i = 0; i < 40; i++) {
            at = state.put(ANN, i + "x".repeat(60_000), at, Instant.MAX).orElseThrow();
        }

        assertThat(Files.size(log())).isLessThan(1_300_000);
        assertThat(other.get(ANN))
                .map(Entry::value)
                .hasValueSatisfying(value -> assertThat(value).startsWith("39x"));
        assertThat(other.put(ANN, "next", at, Instant.MAX))
                .hasValueSatisfying(next -> assertThat(next.number()).isEqualTo(42));
        assertThat(state.get(ANN)).map(Entry::value).contains("next");
        assertThat(state().get(BOB)).map(Entry::value).contains("kept");
    }

    @Test
    void expiredRecordsGiveTheirRoomBack() throws IOException {
        DirectoryKeyedState state = state();
        for (int i = 0; i < 20; i++) {
            StateKey key = new StateKey("two-factor", "stranger" + i);
            state.put(key, "x".repeat(60_000), Version.NONE, time.instant().plusSeconds(60));
        }
        state.put(BOB, "long", Version.NONE, Instant.MAX);
        time.pass(Duration.ofSeconds(60));

        state.removeExpired();

        assertThat(Files.size(log())).isLessThan(200);
        assertThat(state().get(BOB)).contains(new Entry("long", new Version(21)));
        assertThat(state().put(ANN, "x", Version.NONE, Instant.MAX)).contains(new Version(22));
    }

    private DirectoryKeyedState state() {
        DirectoryKeyedState state = new DirectoryKeyedState(folder, earlier, time::instant);
        opened.add(state);
        return state;
    }

    private Path log() {
        return folder.resolve("log");
    }
}
