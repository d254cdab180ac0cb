package dev.sluice.gateway.twofactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.twofactor.RecordKey;
import dev.sluice.core.twofactor.TwoFactorStore.Kept;
import dev.sluice.core.twofactor.TwoFactorStore.Mark;
import dev.sluice.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTwoFactorStoreTest {

    private static final RecordKey ANN = new RecordKey("ann");
    private static final RecordKey BOB = new RecordKey("bob");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final VirtualTime time = new VirtualTime();

    @Test
    void onlyTheOwnerReadsARecord() throws IOException {
        store().put(ANN, "sealed", Mark.NONE, Instant.MAX);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ann"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theNextProcessFindsWhatWasWritten() {
        store().put(ANN, "sealed", Mark.NONE, time.instant().plusSeconds(60));

        assertThat(store().get(ANN)).map(Kept::value).contains("sealed");
    }

    @Test
    void filesOfExpiredRecordsAreDeleted() {
        DirectoryTwoFactorStore store = store();
        store.put(ANN, "short", Mark.NONE, time.instant().plusSeconds(60));
        store.put(BOB, "long", Mark.NONE, Instant.MAX);
        time.pass(Duration.ofSeconds(60));

        store.removeExpired();

        assertThat(folder.resolve("ann")).doesNotExist();
        assertThat(folder.resolve("bob")).exists();
    }

    @Test
    void aDamagedFileIsNamedAndNotTakenForNone() throws IOException {
        Files.writeString(folder.resolve("ann"), "rubbish");

        assertThatThrownBy(() -> store().get(ANN))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.resolve("ann").toString());
    }

    private DirectoryTwoFactorStore store() {
        return new DirectoryTwoFactorStore(folder, time::instant);
    }
}
