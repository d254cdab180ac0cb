package dev.sluice.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.SecretId;
import dev.sluice.core.catalog.SecretStore.SecretInfo;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySecretStoreTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final SecretName DB = new SecretName("db");
    private static final Instant LONG_AGO = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void onlyTheOwnerReadsAValue() throws IOException {
        new DirectorySecretStore(folder).put(Namespace.DEFAULT, DB, new SecretValue("s3cret"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("default.db"))))
                .isEqualTo("rw-------");
        assertThat(new DirectorySecretStore(folder).get(Namespace.DEFAULT, DB)).contains(new SecretValue("s3cret"));
    }

    @Test
    void aFileSaysItsFormatBeforeTheValue() throws IOException {
        new DirectorySecretStore(folder).put(new Namespace("team-a"), DB, new SecretValue("two\nlines"));

        assertThat(folder.resolve("team-a.db")).hasContent("sluice.dev/secret 1\ntwo\nlines");
    }

    @Test
    void whatAnotherGatewayChangesIsTold() {
        Namespace team = new Namespace("team-a");
        SecretId db = new SecretId(Namespace.DEFAULT, DB);
        SecretId late = new SecretId(team, new SecretName("late"));
        Set<SecretId> told = ConcurrentHashMap.newKeySet();
        try (DirectorySecretStore here = new DirectorySecretStore(folder);
                DirectorySecretStore there = new DirectorySecretStore(folder)) {
            there.put(Namespace.DEFAULT, DB, new SecretValue("one"));
            here.watch(told::add);

            there.put(team, late.name(), new SecretValue("one"));
            await().atMost(SOON).until(() -> told.contains(late));
            told.clear();
            there.put(team, late.name(), new SecretValue("two"));
            await().atMost(SOON).until(() -> told.contains(late));
            assertThat(here.get(team, late.name())).contains(new SecretValue("two"));
            await().atMost(SOON).until(() -> told.contains(db));
            told.clear();
            there.delete(Namespace.DEFAULT, DB);
            await().atMost(SOON).until(() -> told.contains(db));
            assertThat(here.get(Namespace.DEFAULT, DB)).isEmpty();
        }
    }

    @Test
    void otherFilesAreNotSecrets() throws IOException {
        Files.createFile(folder.resolve("README.txt"));
        Files.createDirectory(folder.resolve("folder"));
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});

        assertThat(new DirectorySecretStore(folder).list(Namespace.DEFAULT)).isEmpty();
        assertThat(folder).isDirectoryContaining("glob:**/README.txt").isDirectoryContaining("glob:**/binary");
    }

    @Test
    void aSecretOfTheFirstFormatBecomesOneOfTheDefaultNamespace() throws IOException {
        Path old = Files.writeString(folder.resolve("db"), "s3cret\n");
        Files.setLastModifiedTime(old, FileTime.from(LONG_AGO));

        DirectorySecretStore store = new DirectorySecretStore(folder);

        assertThat(store.get(Namespace.DEFAULT, DB)).contains(new SecretValue("s3cret\n"));
        assertThat(store.list(Namespace.DEFAULT)).containsExactly(new SecretInfo(DB, LONG_AGO));
        assertThat(old).doesNotExist();
    }

    @Test
    void aMoveThatAKillCutShortIsBroughtToItsEndWithTheNewerValue() throws IOException {
        Files.writeString(folder.resolve("db"), "old");
        Files.writeString(folder.resolve("default.db"), "sluice.dev/secret 1\nnew");

        DirectorySecretStore store = new DirectorySecretStore(folder);

        assertThat(store.get(Namespace.DEFAULT, DB)).contains(new SecretValue("new"));
        assertThat(folder.resolve("db")).doesNotExist();
    }

    @Test
    void aSecretOfANewerFormatIsListedAndNeitherReadNorChanged() throws IOException {
        Path file = Files.writeString(folder.resolve("default.db"), "sluice.dev/secret 2\nanything");
        DirectorySecretStore store = new DirectorySecretStore(folder);
        String sentence = "a newer gateway wrote " + file + " (format 2), and this one does not touch it: use that"
                + " gateway, or move the file away";

        assertThat(store.list(Namespace.DEFAULT)).extracting(SecretInfo::name).containsExactly(DB);
        assertThatThrownBy(() -> store.get(Namespace.DEFAULT, DB))
                .isInstanceOf(StorageException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> store.put(Namespace.DEFAULT, DB, new SecretValue("x")))
                .isInstanceOf(StorageException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> store.delete(Namespace.DEFAULT, DB))
                .isInstanceOf(StorageException.class)
                .hasMessage(sentence);
        assertThat(file).hasContent("sluice.dev/secret 2\nanything");
    }

    @Test
    void aDamagedFileIsToldOfAndCanBeSetAnew() throws IOException {
        Path file = Files.writeString(folder.resolve("default.db"), "rubbish");
        DirectorySecretStore store = new DirectorySecretStore(folder);

        assertThatThrownBy(() -> store.get(Namespace.DEFAULT, DB))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "the file " + file + " does not hold a secret as this gateway writes it: set the secret anew");
        store.put(Namespace.DEFAULT, DB, new SecretValue("x"));
        assertThat(store.get(Namespace.DEFAULT, DB)).contains(new SecretValue("x"));
    }

    @Test
    void aValueHidesItself() {
        assertThat(new SecretValue("s3cret").toString()).doesNotContain("s3cret");
    }
}
