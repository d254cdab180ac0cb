package dev.sluice.store.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArtifactStoreTest {

    private static final Digest CODE = new Digest("a".repeat(64));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whatARunnerIsGivenCannotBeWrittenByItsUserAndCanBeDeleted() throws Exception {
        DirectoryArtifactStore store = new DirectoryArtifactStore(Files.createDirectory(folder.resolve("artifacts")));
        keep(store, "code.jar", "path/00001/lib.jar");
        Path given = Files.createDirectory(folder.resolve("given"));

        assertThat(store.putInto(given, CODE)).containsExactly("code.jar", "path/00001/lib.jar");

        assertThat(mode(given)).isEqualTo("r-x------");
        assertThat(mode(given.resolve("path/00001"))).isEqualTo("r-x------");
        assertThat(mode(given.resolve("code.jar"))).isEqualTo("r--r--r--");
        assertThat(given.resolve("path/00001/lib.jar")).hasContent("path/00001/lib.jar");
        Disk.deleteTree(given);
        assertThat(given).doesNotExist();
        assertThat(store.files(CODE)).containsExactly("code.jar", "path/00001/lib.jar");
    }

    private static void keep(ArtifactStore store, String... names) throws Exception {
        try (ArtifactStore.Draft draft = store.draft()) {
            for (String name : names) {
                try (OutputStream file = draft.create(name)) {
                    file.write(name.getBytes(StandardCharsets.UTF_8));
                }
            }
            draft.commit(CODE);
        }
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
