package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.RuntimeName;
import dev.sluice.runners.runtime.Runtimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationsTest {

    private static final RuntimeName JAVA = new RuntimeName("java25");

    @TempDir
    private Path home;

    @Test
    void runnersGetAnEmptyFolderUntilThePreparationIsDone() throws IOException {
        Preparations preparations = preparations();
        Runtimes.Runtime runtime = runtime("echo made > \"$SLUICE_CACHE/cache\"");
        assertThat(preparations.folderFor(JAVA)).isEmptyDirectory();
        preparations.begin(runtime);
        assertThat(preparations.folderFor(JAVA).resolve("cache")).hasContent("made");
    }

    @Test
    void whatWasPreparedInAnEarlierLifeIsUsedAgain() throws IOException {
        Runtimes.Runtime runtime = runtime("echo x >> \"$SLUICE_CACHE/cache\"");
        preparations().begin(runtime);
        Preparations later = preparations();
        later.recall(runtime);
        later.begin(runtime);
        assertThat(later.folderFor(JAVA).resolve("cache")).hasContent("x");
    }

    @Test
    void aChangedRuntimeIsPreparedAnewAndTheOldCacheDeleted() throws IOException {
        Preparations before = preparations();
        before.begin(runtime("echo old > \"$SLUICE_CACHE/cache\""));
        Path old = before.folderFor(JAVA);
        Runtimes.Runtime changed = runtime("echo changed > \"$SLUICE_CACHE/cache\"");
        Preparations after = preparations();
        after.recall(changed);
        after.begin(changed);
        assertThat(after.folderFor(JAVA).resolve("cache")).hasContent("changed");
        assertThat(old).doesNotExist();
    }

    @Test
    void aFailedPreparationIsNotFatalAndTriedOnceInALife() throws IOException {
        Preparations preparations = preparations();
        Runtimes.Runtime runtime = runtime("echo tried >> \"" + home.resolve("tries") + "\"; exit 1");
        preparations.begin(runtime);
        preparations.begin(runtime);
        assertThat(preparations.folderFor(JAVA)).isEmptyDirectory();
        assertThat(home.resolve("tries")).hasContent("tried");
    }

    @Test
    void nothingOfTheGatewaysOwnEnvironmentReachesIt() throws IOException {
        Preparations preparations = preparations();
        preparations.begin(
                runtime("env | grep -v -e '^PWD=' -e '^_=' -e '^SHLVL=' | cut -d= -f1 | sort > \"$SLUICE_CACHE/env\""));
        assertThat(preparations.folderFor(JAVA).resolve("env"))
                .hasContent("HOME\nLANG\nPATH\nSLUICE_CACHE\nSLUICE_JAVA_HOME\nTMPDIR\nTZ");
    }

    private Preparations preparations() {
        return new Preparations(home.resolve("cache"), Path.of("/jdk"), Runnable::run);
    }

    private Runtimes.Runtime runtime(String script) throws IOException {
        Path folder = Files.createDirectories(home.resolve("runtime"));
        Path prepare = folder.resolve("prepare");
        Files.deleteIfExists(prepare);
        Files.createFile(prepare, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(prepare, "#!/bin/sh\n" + script + "\n");
        return new Runtimes.Runtime(JAVA, folder, "");
    }
}
