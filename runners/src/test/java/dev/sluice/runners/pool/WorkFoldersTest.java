package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.runner.RunnerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFoldersTest {

    private static final RunnerId ID = new RunnerId("r1234-1");

    @TempDir
    private Path home;

    private WorkFolders folders;
    private Process orphan;

    @BeforeEach
    void leaveARunnerBehind() throws IOException {
        folders = new WorkFolders(home.resolve("run"));
        orphan = new ProcessBuilder("sleep", "300").start();
        Files.writeString(folders.make(ID).resolve("file"), "content");
    }

    @AfterEach
    void end() {
        orphan.destroyForcibly();
    }

    @Test
    void aRunnerThatAnEarlierGatewayLeftBehindIsEndedAndItsFolderDeleted() throws IOException {
        folders.note(ID, orphan.pid());
        new WorkFolders(home.resolve("run")).cleanUp();
        await().atMost(Duration.ofSeconds(5)).until(() -> !orphan.isAlive());
        assertThat(home.resolve("run")).isEmptyDirectory();
    }

    @Test
    void aProcessThatOnlyHasTheSameNumberIsLeftAlone() throws IOException {
        Files.writeString(home.resolve("run/r1234-1.runner"), orphan.pid() + " 1");
        folders.cleanUp();
        assertThat(orphan.isAlive()).isTrue();
        assertThat(home.resolve("run")).isEmptyDirectory();
    }

    @Test
    void aNoteThatWasCutOffIsDeletedAndNobodyEnded() throws IOException {
        Files.writeString(home.resolve("run/r1234-1.runner"), orphan.pid() + "");
        folders.cleanUp();
        assertThat(orphan.isAlive()).isTrue();
        assertThat(home.resolve("run")).isEmptyDirectory();
    }

    @Test
    void linksInAFolderAreDeletedNotFollowed() throws IOException {
        Path precious = Files.createDirectory(home.resolve("precious"));
        Files.writeString(precious.resolve("file"), "content");
        Files.createSymbolicLink(home.resolve("run").resolve(ID.value()).resolve("link"), precious);
        folders.delete(ID);
        assertThat(home.resolve("run")).isEmptyDirectory();
        assertThat(precious.resolve("file")).exists();
    }

    @Test
    void withoutAnythingLeftBehindThereIsNothingToDo() throws IOException {
        new WorkFolders(home.resolve("nothing")).cleanUp();
        assertThat(home.resolve("nothing")).doesNotExist();
    }

    @Test
    void foldersTooDeepForTheSystemKeepNoGatewayFromStarting() throws Exception {
        ProcessBuilder maker = new ProcessBuilder("mkdir", "-p", ("d".repeat(200) + "/").repeat(60));
        assertThat(maker.directory(folders.work(ID).toFile()).start().waitFor()).isZero();

        folders.cleanUp();

        assertThat(home.resolve("run")).isEmptyDirectory();
    }
}
