package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.decorators.twofactor.account.Accounts;
import dev.sluice.decorators.twofactor.account.Keyring;
import dev.sluice.decorators.twofactor.account.User;
import dev.sluice.decorators.twofactor.code.Codes;
import dev.sluice.decorators.twofactor.login.Enrolments;
import dev.sluice.store.artifact.DirectoryArtifactStore;
import dev.sluice.store.catalog.DirectoryCatalog;
import dev.sluice.store.catalog.DirectorySecretStore;
import dev.sluice.store.state.DirectoryKeyedState;
import dev.sluice.testkit.catalog.Functions;
import dev.sluice.testkit.time.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 512 KiB, where the machine lets a test mount one. */
class FullDiskTest {

    /** The pages of a tmpfs. */
    private static final int BLOCK = 4096;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path disk;

    private final List<DirectoryCatalog> opened = new ArrayList<>();
    private boolean mounted;
    private @Nullable DirectoryKeyedState state;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=512k,nr_inodes=200", "sluice-test", disk.toString());
        Assumptions.assumeTrue(mounted, "only root may mount");
    }

    @AfterEach
    void unmount() throws Exception {
        if (state != null) {
            state.close();
        }
        opened.forEach(DirectoryCatalog::close);
        if (mounted) {
            run("umount", disk.toString());
        }
    }

    @Test
    void anUploadThatDoesNotFitIsToldAsSuchAndLeavesNothing() throws IOException {
        UploadReader reader = new UploadReader(disk, 10 << 20);

        assertThatThrownBy(() ->
                        reader.read("application/java-archive", -1, new ByteArrayInputStream(new byte[2 << 20]), true))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.FULL))
                .hasMessage("cannot keep the upload in " + disk
                        + ": the disk is full. Free some space, or set SLUICE_HOME to a larger disk.");

        assertEmpty();
    }

    @Test
    void anArtifactThatDoesNotFitLeavesNothing() throws IOException {
        try (DirectoryArtifactStore store = new DirectoryArtifactStore(disk);
                ArtifactStore.Draft draft = store.draft();
                var out = draft.create("code.jar")) {
            assertThatThrownBy(() -> out.write(new byte[2 << 20])).isInstanceOf(IOException.class);
        }

        assertEmpty();
    }

    private FunctionCatalog open() {
        DirectoryCatalog catalog = new DirectoryCatalog(disk, FunctionKinds.ALL);
        opened.add(catalog);
        return new FunctionCatalog(catalog);
    }

    @Test
    void aFullDiskLeavesTheFunctionAsItWas() throws IOException {
        FunctionCatalog catalog = open();
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        Revision first = ((Catalog.Put.Done) catalog.put(one, Revision.NONE)).revision();
        fill();

        assertThatThrownBy(() -> catalog.put(one.with(Functions.version("hello", 2), 20), first))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.FULL));

        assertThat(catalog.live(new FunctionName("hello"))).contains(Functions.version("hello", 1));
        assertThat(open().get(new FunctionName("hello")).orElseThrow().history())
                .isEqualTo(one);
        Files.delete(disk.resolve("filler"));
        assertThat(catalog.put(one.with(Functions.version("hello", 2), 20), first))
                .isInstanceOf(Catalog.Put.Done.class);
    }

    @Test
    void onAFullDiskFunctionsCanBeDeleted() throws IOException {
        FunctionCatalog catalog = open();
        for (int i = 0; i < 60; i++) {
            FunctionHistory one = FunctionHistory.first(Functions.version("hello" + i, 1));
            assertThat(catalog.put(one, Revision.NONE)).isInstanceOf(Catalog.Put.Done.class);
        }
        fill();

        for (int i = 0; i < 60; i++) {
            assertThat(catalog.delete(new FunctionName("hello" + i))).isTrue();
        }

        assertThat(open().live(Namespace.DEFAULT, "", 9)).isEmpty();
    }

    @Test
    void aFullDiskLeavesTheSecretAsItWas() throws IOException {
        try (DirectorySecretStore secrets = new DirectorySecretStore(disk)) {
            SecretName name = new SecretName("db");
            secrets.put(Namespace.DEFAULT, name, new SecretValue("old"));
            fill();

            assertThatThrownBy(() -> secrets.put(Namespace.DEFAULT, name, new SecretValue("x".repeat(9_000))))
                    .isInstanceOf(StorageException.class);

            assertThat(secrets.get(Namespace.DEFAULT, name)).contains(new SecretValue("old"));
        }
    }

    @Test
    void onAFullDiskNoCodePassesAndNoneIsForgotten() throws IOException {
        VirtualTime time = new VirtualTime();
        time.pass(Duration.ofDays(20_000));
        Keyring keys = new Keyring(new byte[Keyring.KEY_BYTES]);
        Codes codes = new Codes(new SecureRandom());
        state = new DirectoryKeyedState(disk, disk.resolve("earlier"), time::instant);
        Accounts accounts = new Accounts(state, keys, codes, time::instant);
        User ann = new User("ann");
        Enrolments enrolments = new Enrolments(accounts, keys, codes, time::instant, event -> {});
        String code = ((Enrolments.Enrolment.Made) enrolments.enrol(ann, false, "ann@example.com", ""))
                .recoveryCodes()
                .getFirst();
        fillLastBlock(state);
        fill();

        assertThatThrownBy(() -> enrolments.verify(ann, code, ""))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.FULL));
        assertThatThrownBy(() -> enrolments.verify(ann, "000000", "")).isInstanceOf(StorageException.class);

        Files.delete(disk.resolve("filler"));
        assertThat(enrolments.verify(ann, code, "")).isInstanceOf(Enrolments.Verification.Good.class);
        assertThat(enrolments.verify(ann, code, "")).isInstanceOf(Enrolments.Verification.NotAccepted.class);
    }

    /** Leaves no room in the block that the log ends in. */
    private void fillLastBlock(DirectoryKeyedState state) throws IOException {
        long before = Files.size(disk.resolve("log"));
        state.put(new StateKey("filler", "a"), "", Version.NONE, Instant.MAX);
        long line = Files.size(disk.resolve("log")) - before;
        int missing = Math.floorMod(-(int) (before + 2 * line), BLOCK);
        state.put(new StateKey("filler", "b"), "x".repeat(missing), Version.NONE, Instant.MAX);
        assertThat(Files.size(disk.resolve("log")) % BLOCK).isBetween(0L, 9L);
    }

    private void fill() throws IOException {
        try (var out = Files.newOutputStream(disk.resolve("filler"))) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(Disk.failure("", e).reason()).isEqualTo(StorageException.Reason.FULL);
        }
    }

    private void assertEmpty() throws IOException {
        try (var files = Files.list(disk)) {
            assertThat(files.filter(file -> !file.endsWith("lock"))).isEmpty();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
