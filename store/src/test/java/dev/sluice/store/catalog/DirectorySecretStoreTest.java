package dev.sluice.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySecretStoreTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void onlyTheOwnerReadsAValue() throws IOException {
        new DirectorySecretStore(folder).put(new SecretName("db"), new SecretValue("s3cret"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("db"))))
                .isEqualTo("rw-------");
        assertThat(new DirectorySecretStore(folder).get(new SecretName("db"))).contains(new SecretValue("s3cret"));
    }

    @Test
    void otherFilesAreNotSecrets() throws IOException {
        Files.createFile(folder.resolve("README.txt"));

        assertThat(new DirectorySecretStore(folder).list()).isEmpty();
    }

    @Test
    void aValueHidesItself() {
        assertThat(new SecretValue("s3cret").toString()).doesNotContain("s3cret");
    }
}
