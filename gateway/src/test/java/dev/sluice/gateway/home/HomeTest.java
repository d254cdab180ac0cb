package dev.sluice.gateway.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void onlyTheOwnerSeesIntoIt() throws IOException {
        Path open = Files.createDirectory(
                folder.resolve("home"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        try (Home home = Home.open(open)) {
            assertThat(mode(home.root())).isEqualTo("rwx------");
            assertThat(mode(home.logs())).isEqualTo("rwx------");
            try (SharedFolder shared = SharedFolder.open(home, Optional.empty())) {
                assertThat(shared.root()).isEqualTo(home.root());
                assertThat(mode(shared.secrets())).isEqualTo("rwx------");
                assertThat(mode(shared.catalog())).isEqualTo("rwx------");
            }
        }
    }

    @Test
    void oneGatewayAtATimeWorksInIt() {
        Path path = folder.resolve("home");
        try (Home first = Home.open(path)) {
            assertThatThrownBy(() -> Home.open(path))
                    .hasMessage("another gateway works in " + first.root()
                            + ": stop it, or give this one a home of its own with SLUICE_HOME or --home");
        }
        Home.open(path).close();
    }

    @Test
    void itIsKnownByTheSameIdWheneverItIsOpened() {
        Path path = folder.resolve("home");
        String id;
        try (Home home = Home.open(path)) {
            id = home.id();
        }
        try (Home again = Home.open(path);
                Home other = Home.open(folder.resolve("other"))) {
            assertThat(again.id()).isEqualTo(id).isNotEqualTo(other.id());
        }
    }

    @Test
    void oneOfANewerFormatIsRefusedAndLeftAlone() throws IOException {
        Path path = folder.resolve("home");
        Home.open(path).close();
        assertThat(path.resolve("format")).hasContent("3");
        Files.writeString(path.resolve("format"), "4\n");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Home.open(path))
                    .isInstanceOf(HomeNewerException.class)
                    .hasMessage(
                            "the home " + path + " is of format 4, and this gateway knows 3 and older: start the newer"
                                    + " gateway that wrote it, or give this one a home of its own with SLUICE_HOME or --home");
        }

        assertThat(path.resolve("format")).hasContent("4");
        try (Home other = Home.open(folder.resolve("other"))) {
            assertThatThrownBy(() -> SharedFolder.open(other, Optional.of(path)))
                    .isInstanceOf(HomeNewerException.class);
        }
    }

    @Test
    void oneOfThePreviousFormatIsTaken() throws IOException {
        Path path = Files.createDirectory(folder.resolve("home"));
        Files.writeString(path.resolve("format"), "2\n");

        Home.open(path).close();

        assertThat(path.resolve("format")).hasContent("3");
    }

    @Test
    void twoGatewaysShareAFolderThatMayBeTheHomeOfOne() {
        Path path = folder.resolve("first");
        try (Home first = Home.open(path);
                Home second = Home.open(folder.resolve("second"));
                SharedFolder own = SharedFolder.open(first, Optional.empty());
                SharedFolder shared = SharedFolder.open(second, Optional.of(path))) {
            assertThat(shared.catalog()).isEqualTo(own.catalog());
            assertThat(second.logs()).isNotEqualTo(first.logs());
        }
    }

    @Test
    void aFolderInWhichAGatewayWorksThatSharesWithNobodyIsRefused() throws IOException {
        Path path = folder.resolve("home");
        try (Home old = Home.open(path);
                Home second = Home.open(folder.resolve("second"))) {
            Files.writeString(old.root().resolve("format"), "2\n");

            assertThatThrownBy(() -> SharedFolder.open(second, Optional.of(path)))
                    .isInstanceOf(HomeInUseException.class);
        }
        try (Home second = Home.open(folder.resolve("second"));
                SharedFolder shared = SharedFolder.open(second, Optional.of(path))) {
            assertThat(shared.root().resolve("format")).hasContent("3");
        }
    }

    @Test
    void aFileIsReplacedWholeAndOnlyItsOwnerReadsIt() throws IOException {
        Path file = folder.resolve("x");
        Disk.replace(file, "one".getBytes(StandardCharsets.UTF_8));

        Disk.replace(file, "two".getBytes(StandardCharsets.UTF_8));

        assertThat(file).hasContent("two");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void aReplacementThatFailsLeavesTheOldFileAndNoRubbish() throws IOException {
        Path file = Files.createDirectory(folder.resolve("x"));
        Files.createFile(file.resolve("in the way"));

        assertThatThrownBy(() -> Disk.replace(file, new byte[1]))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("cannot write " + file + ": ");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void whatWasLeftUnfinishedIsCleared() throws IOException {
        Path rubbish = Files.createDirectory(Disk.unfinished(folder));
        Files.createFile(rubbish.resolve("x"));
        Path kept = Files.createFile(folder.resolve("kept"));

        Disk.deleteUnfinished(folder);

        assertThat(Files.list(folder)).containsExactly(kept);
    }

    @Test
    void aFullDiskIsToldAsSuch() {
        StorageException full =
                Disk.failure("cannot write /x", new FileSystemException("/x", null, "No space left on device"));

        assertThat(full.reason()).isEqualTo(StorageException.Reason.FULL);
        assertThat(full)
                .hasMessage("cannot write /x: the disk is full. Free some space, or set SLUICE_HOME to a larger disk.");
        assertThat(Disk.failure("x", new IOException("Disk quota exceeded")).reason())
                .isEqualTo(StorageException.Reason.FULL);
        assertThat(Disk.failure("cannot read /x", new AccessDeniedException("/x")))
                .hasMessage("cannot read /x: AccessDenied /x");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
