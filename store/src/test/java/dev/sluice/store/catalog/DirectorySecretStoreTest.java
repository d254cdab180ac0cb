package dev.sluice.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySecretStoreTest {

    private static final Duration SOON = Duration.ofSeconds(20);

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
    void whatAnotherGatewayChangesIsTold() {
        SecretName db = new SecretName("db");
        SecretName late = new SecretName("late");
        Set<SecretName> told = ConcurrentHashMap.newKeySet();
        try (DirectorySecretStore here = new DirectorySecretStore(folder);
                DirectorySecretStore there = new DirectorySecretStore(folder)) {
            there.put(db, new SecretValue("one"));
            here.watch(told::add);

            there.put(late, new SecretValue("one"));
            await().atMost(SOON).until(() -> told.contains(late));
            told.clear();
            there.put(late, new SecretValue("two"));
            await().atMost(SOON).until(() -> told.contains(late));
            assertThat(here.get(late)).contains(new SecretValue("two"));
            await().atMost(SOON).until(() -> told.contains(db));
            told.clear();
            there.delete(db);
            await().atMost(SOON).until(() -> told.contains(db));
            assertThat(here.get(db)).isEmpty();
        }
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
