package dev.sluice.builder.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.Tars;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.InMemoryArtifactStore;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderArtifactsTest {

    @TempDir
    private Path home;

    private final ArtifactStore store = new InMemoryArtifactStore();

    @Test
    void aRunnerGetsTheFilesOfTheFolderAndCannotWriteThem() throws Exception {
        Digest code = keep(
                "folder.tar.gz",
                new Tars()
                        .file("index.mjs", "code")
                        .executable("lib/run.sh", "#!/bin/sh")
                        .link("run", "lib/run.sh"));
        Path folder = folder("one");

        List<String> names = artifacts().putInto(folder, code);

        assertThat(names).containsExactly("index.mjs", "lib", "run");
        assertThat(folder.resolve("index.mjs")).hasContent("code");
        assertThat(Files.getPosixFilePermissions(folder.resolve("index.mjs")).toString())
                .doesNotContain("WRITE");
        assertThat(Files.getPosixFilePermissions(folder.resolve("lib")).toString())
                .doesNotContain("WRITE");
        assertThat(Files.isExecutable(folder.resolve("run"))).isTrue();
        Disk.deleteTree(folder);
    }

    @Test
    void theArchiveIsUnpackedOnceHoweverManyAskAtTheSameTime() throws Exception {
        Digest code = keep("folder.tar.gz", new Tars().file("index.mjs", "code"));
        FolderArtifacts artifacts = artifacts();
        List<Path> folders =
                IntStream.range(0, 8).mapToObj(i -> folder("f" + i)).toList();

        folders.parallelStream().forEach(folder -> artifacts.putInto(folder, code));

        assertThat(folders)
                .allSatisfy(folder -> assertThat(folder.resolve("index.mjs")).hasContent("code"));
        assertThat(folders.stream().map(FolderArtifactsTest::inode).distinct()).hasSize(1);
        for (Path folder : folders) {
            Disk.deleteTree(folder);
        }
    }

    @Test
    void whatABuildMadeLiesOverTheFolderAndMayLinkIntoIt() throws Exception {
        Path result = new Tars()
                .file("node_modules/odd/index.js", "built")
                .link("node_modules/lib", "../lib")
                .write(home.resolve("result"));
        Tars sent =
                new Tars().file("index.mjs", "code").file("lib/a.js", "mine").file("node_modules/odd/old.js", "sent");
        Digest code = keep("folder.tar.gz", sent, Map.of(FolderArtifacts.RESULT, result));
        Path folder = folder("one");

        artifacts().putInto(folder, code);

        assertThat(folder.resolve("node_modules/odd/index.js")).hasContent("built");
        assertThat(folder.resolve("node_modules/odd/old.js")).doesNotExist();
        assertThat(folder.resolve("node_modules/lib/a.js")).hasContent("mine");
        Disk.deleteTree(folder);
    }

    @Test
    void whatABuildMadeForOneFileLiesBesideIt() throws Exception {
        Path result = new Tars().file("site-packages/odd.py", "built").write(home.resolve("result"));
        Tars sent = new Tars().file("any", "bytes");
        Digest code = keep("function.py", sent, Map.of(FolderArtifacts.RESULT, result));
        Path folder = folder("one");

        assertThat(artifacts().putInto(folder, code)).containsExactly("function.py", "site-packages");

        assertThat(folder.resolve("function.py")).isNotEmptyFile();
        assertThat(folder.resolve("site-packages/odd.py")).hasContent("built");
        Disk.deleteTree(folder);
    }

    @Test
    void theCacheMayBeDeletedAndLosesWhatNobodyKeepsAnyMore() throws Exception {
        Digest old = keep("folder.tar.gz", new Tars().file("index.mjs", "old"));
        FolderArtifacts artifacts = artifacts();
        artifacts.putInto(folder("old"), old);
        Disk.deleteTree(home.resolve("cache").resolve(old.hex()));
        artifacts.putInto(folder("again"), old);
        store.delete(old, () -> false);

        artifacts.putInto(folder("new"), keep("folder.tar.gz", new Tars().file("index.mjs", "new")));

        assertThat(home.resolve("again/index.mjs")).hasContent("old");
        assertThat(home.resolve("cache").resolve(old.hex())).doesNotExist();
    }

    @Test
    void whatIsNoFolderIsGivenAsItIs() throws Exception {
        Digest code = keep("code.jar", new Tars().file("a", ""));

        assertThat(new FolderArtifacts(
                                store, (_, _) -> List.of("code.jar"), home.resolve("cache"), ArchiveLimits.DEFAULT)
                        .putInto(folder("one"), code))
                .containsExactly("code.jar");
    }

    private FolderArtifacts artifacts() {
        return new FolderArtifacts(store, (_, _) -> List.of(), home.resolve("cache"), ArchiveLimits.DEFAULT);
    }

    private Path folder(String name) {
        return Disk.ownFolder(home.resolve(name));
    }

    private static Object inode(Path folder) {
        try {
            return Files.getAttribute(folder.resolve("index.mjs"), "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Digest keep(String name, Tars tars) throws IOException {
        return keep(name, tars, Map.of());
    }

    private Digest keep(String name, Tars tars, Map<String, Path> more) throws IOException {
        Path archive = tars.write(home.resolve("archive"));
        Digest digest = Digest.of(Files.readAllBytes(archive));
        try (ArtifactStore.Draft draft = store.draft()) {
            draft.take(name, archive);
            more.forEach(draft::take);
            draft.commit(digest);
        }
        return digest;
    }
}
