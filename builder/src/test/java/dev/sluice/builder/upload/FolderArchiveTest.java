package dev.sluice.builder.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.builder.upload.UploadRefusedException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FolderArchiveTest {

    private static final ArchiveLimits SMALL = new ArchiveLimits(1 << 20, 20);

    @TempDir
    private Path folder;

    private Path unpacked;

    @BeforeEach
    void name() {
        unpacked = folder.resolve("unpacked");
    }

    @Test
    void aTarKeepsItsFilesWhatCanBeRunAndLinksThatStayInside() throws Exception {
        tar(new Tars()
                        .folder("./lib/")
                        .file("./index.mjs", "code")
                        .executable("./lib/run.sh", "#!/bin/sh")
                        .link("./bin/run", "../lib/run.sh"))
                .unpack(unpacked);

        assertThat(unpacked.resolve("index.mjs")).hasContent("code").isRegularFile();
        assertThat(Files.isExecutable(unpacked.resolve("lib/run.sh"))).isTrue();
        assertThat(Files.readSymbolicLink(unpacked.resolve("bin/run"))).isEqualTo(Path.of("../lib/run.sh"));
        assertThat(unpacked.resolve("bin/run")).hasContent("#!/bin/sh");
        assertThat(Files.getPosixFilePermissions(unpacked.resolve("index.mjs"), LinkOption.NOFOLLOW_LINKS))
                .noneMatch(permission -> permission.name().startsWith("OTHERS_WRITE"));
    }

    @Test
    void aLongNameStandsInAnExtendedHeaderOrInOneOfGnu() throws Exception {
        String name = "a".repeat(90) + "/" + "b".repeat(90) + "/ä.txt";
        String record = " path=" + name + "\n";
        int length = record.getBytes(StandardCharsets.UTF_8).length + 3;

        tar(new Tars()
                        .add("x", 0, 'x', "", length + record)
                        .file("cut", "one")
                        .add("././@LongLink", 0, 'L', "", "c".repeat(120) + "\0")
                        .file("cut", "two"))
                .unpack(unpacked);

        assertThat(unpacked.resolve(name)).hasContent("one");
        assertThat(unpacked.resolve("c".repeat(120))).hasContent("two");
    }

    @Test
    void theOnlyFolderOfAnArchiveIsTheOneThatIsMeant() throws Exception {
        FolderArchive archive =
                tar(new Tars().folder("shop").file("shop/index.mjs", "code").file("shop/lib/a.mjs", ""));

        archive.unpack(unpacked);

        assertThat(archive.top()).containsExactly("index.mjs", "lib");
        assertThat(unpacked.resolve("index.mjs")).hasContent("code");
    }

    @Test
    void aZipIsUnpackedLikewise() throws Exception {
        FolderArchive archive = zip("index.mjs", "lib/a.mjs");

        archive.unpack(unpacked);

        assertThat(archive.top()).containsExactly("index.mjs", "lib");
        assertThat(unpacked.resolve("lib/a.mjs")).hasContent("lib/a.mjs");
    }

    /** The JDK's own reader tells nothing of them. */
    @Test
    void whatAZipOfUnixSaysOfModesAndLinksIsHeeded() throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("run.sh"), "#!/bin/sh");
        assertThat(source.resolve("run.sh").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(source.resolve("link"), Path.of("run.sh"));
        Process zip = new ProcessBuilder("python3", "-c", """
                        import os, stat, zipfile
                        with zipfile.ZipFile('../made.zip', 'w') as z:
                            for name in ('run.sh', 'link'):
                                info = zipfile.ZipInfo(name)
                                info.create_system = 3
                                info.external_attr = os.lstat(name).st_mode << 16
                                z.writestr(info, os.readlink(name) if os.path.islink(name) else open(name).read())
                        """)
                .directory(source.toFile())
                .start();
        assumeTrue(zip.waitFor() == 0, "there is no Python here");

        new FolderArchive(folder.resolve("made.zip"), FolderArchive.Format.ZIP, SMALL).unpack(unpacked);

        assertThat(Files.isExecutable(unpacked.resolve("run.sh"))).isTrue();
        assertThat(Files.readSymbolicLink(unpacked.resolve("link"))).isEqualTo(Path.of("run.sh"));
    }

    @Test
    void aLinkThatLeadsNowhereIsLeftOut() throws Exception {
        tar(new Tars().file("a", "").file("b", "").link("c", "gone")).unpack(unpacked);

        assertThat(unpacked.toFile().list()).containsExactlyInAnyOrder("a", "b");
    }

    static Stream<Arguments> whatIsRefused() {
        return Stream.of(
                Arguments.of(
                        new Tars().file("/etc/passwd", "x"),
                        Reason.UNSAFE_ARCHIVE,
                        "the entry '/etc/passwd' would land outside of the archive's folder"),
                Arguments.of(
                        new Tars().file("a/../../x", "x"),
                        Reason.UNSAFE_ARCHIVE,
                        "the entry 'a/../../x' would land outside of the archive's folder"),
                Arguments.of(
                        new Tars().link("etc", "/etc").file("etc/passwd", "x"),
                        Reason.UNSAFE_ARCHIVE,
                        "the link 'etc' leads out of the archive's folder, to '/etc': put a copy in its place"),
                Arguments.of(
                        new Tars().file("a", "").link("b", "../x"),
                        Reason.UNSAFE_ARCHIVE,
                        "the link 'b' leads out of the archive's folder, to '../x': put a copy in its place"),
                Arguments.of(
                        new Tars().file("d/e/x", "").link("d/e/up", "../..").link("out", "d/e/up/.."),
                        Reason.UNSAFE_ARCHIVE,
                        "the link 'out' leads out of the archive's folder, to 'd/e/up/..': put a copy in its place"),
                Arguments.of(
                        new Tars().file("a", "1").file("a", "2"),
                        Reason.UNSAFE_ARCHIVE,
                        "the entry 'a' cannot be unpacked: it is there twice"),
                Arguments.of(
                        new Tars().file("a", "1").file("a/b", "2"),
                        Reason.UNSAFE_ARCHIVE,
                        "the entry 'a/b' cannot be unpacked: a file stands where its folder would be"),
                Arguments.of(
                        new Tars().add("second", 0, '1', "../../etc/passwd", ""),
                        Reason.UNSAFE_ARCHIVE,
                        "the entry 'second' cannot be unpacked: it is a second name of '../../etc/passwd', which is no"
                                + " file before it"),
                Arguments.of(
                        new Tars().add("pipe", 0, '6', "", ""),
                        Reason.UNSAFE_ARCHIVE,
                        "the entry 'pipe' is no file, folder or link: leave it out"),
                Arguments.of(many(), Reason.ARCHIVE_TOO_LARGE, "the archive has more than 20 entries"),
                Arguments.of(
                        new Tars().file("big", "x".repeat((1 << 20) + 1)),
                        Reason.ARCHIVE_TOO_LARGE,
                        "the archive unpacks to more than 1 MiB"),
                Arguments.of(new Tars(), Reason.NO_CODE, "the archive has no files"));
    }

    private static Tars many() {
        Tars tars = new Tars();
        for (int i = 0; i < 21; i++) {
            tars.file("file" + i, "");
        }
        return tars;
    }

    @ParameterizedTest
    @MethodSource
    void whatIsRefused(Tars tars, Reason reason, String sentence) throws Exception {
        FolderArchive archive = tar(tars);

        assertThatThrownBy(() -> archive.unpack(unpacked))
                .isInstanceOfSatisfying(UploadRefusedException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(reason);
                    assertThat(refused.sentence()).isEqualTo(sentence);
                });
        assertThat(unpacked).doesNotExist();
        assertThat(folder.toFile().list()).containsExactly("upload");
    }

    @Test
    void whatComesOutCountsAndNotWhatAZipClaims() throws Exception {
        Path file = folder.resolve("upload");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("zeros"));
            out.write(new byte[(1 << 20) + 1]);
            out.closeEntry();
        }
        byte[] bytes = Files.readAllBytes(file);
        claimNothing(bytes);
        Files.write(file, bytes);

        assertThatThrownBy(() -> new FolderArchive(file, FolderArchive.Format.ZIP, SMALL).unpack(unpacked))
                .isInstanceOf(UploadRefusedException.class);
        assertThat(unpacked).doesNotExist();
    }

    /** The size in the central directory. */
    private static void claimNothing(byte[] zip) {
        for (int i = zip.length - 46; i >= 0; i--) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                zip[i + 24] = zip[i + 25] = zip[i + 26] = zip[i + 27] = 0;
            }
        }
    }

    @Test
    void whatIsDamagedIsSaid() throws Exception {
        Path file = tar(new Tars().file("a", "x".repeat(10_000))).file();
        byte[] bytes = Files.readAllBytes(file);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(bytes, 0, bytes.length / 2);
        }

        assertThatThrownBy(() -> new FolderArchive(file, FolderArchive.Format.TAR_GZ, SMALL).unpack(unpacked))
                .hasMessageStartingWith("the archive cannot be read: ")
                .hasMessageEndingWith(": pack it again");
        assertThatThrownBy(() -> new FolderArchive(file, FolderArchive.Format.ZIP, SMALL).top())
                .isInstanceOfSatisfying(
                        UploadRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.BAD_ARCHIVE));
    }

    private FolderArchive tar(Tars tars) throws IOException {
        return new FolderArchive(tars.write(folder.resolve("upload")), FolderArchive.Format.TAR_GZ, SMALL);
    }

    private FolderArchive zip(String... names) throws IOException {
        Path file = folder.resolve("upload");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : List.of(names)) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return new FolderArchive(file, FolderArchive.Format.ZIP, SMALL);
    }
}
