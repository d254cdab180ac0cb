package dev.sluice.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.folder.TarWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerFilesTest {

    @TempDir
    private Path folder;

    private Path source = Path.of("");
    private Layout layout = new Layout(Path.of(""));

    @BeforeEach
    void begin() throws IOException {
        source = folder.resolve("source");
        Files.createDirectories(source.resolve("bin"));
        layout = Layout.create(folder.resolve("layout"));
        Path program = Files.writeString(source.resolve("bin/program"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Path text = Files.writeString(source.resolve("text"), "text");
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.createSymbolicLink(source.resolve("program"), Path.of("bin/program"));
    }

    private Path unpacked(Layer layer) throws IOException, InterruptedException {
        Path into = Files.createDirectory(folder.resolve("unpacked"));
        Finished tar = Finished.of(
                List.of("tar", "-xzpf", layout.blob(layer.packed()).toString(), "-C", into.toString()),
                Duration.ofMinutes(1));
        assertThat(tar.exitCode()).as(tar.err()).isZero();
        return into;
    }

    private static String mode(Path path) throws IOException {
        return Integer.toOctalString(
                (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0xfff);
    }

    @Test
    void modesAndLinksAreKeptAndEverybodyMayReadWhatTheOwnerMay() throws Exception {
        LayerFiles files = new LayerFiles()
                .tree("opt/it", source)
                .folder("tmp", 0b001_111_111_111)
                .text("etc/name", "it", TarWriter.PLAIN);

        Path root = unpacked(files.packInto(layout));

        assertThat(mode(root.resolve("opt/it/bin/program"))).isEqualTo("755");
        assertThat(mode(root.resolve("opt/it/text"))).isEqualTo("644");
        assertThat(mode(root.resolve("tmp"))).isEqualTo("1777");
        assertThat(root.resolve("opt/it/program")).isSymbolicLink();
        assertThat(Files.readSymbolicLink(root.resolve("opt/it/program"))).isEqualTo(Path.of("bin/program"));
        assertThat(root.resolve("etc/name")).hasContent("it");
    }

    @Test
    void theSameFilesOfAnotherTimeAreTheSameLayer() throws Exception {
        Layer first = new LayerFiles().tree("a", source).packInto(layout);
        FileTime earlier = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
        Files.setLastModifiedTime(source.resolve("text"), earlier);
        Files.setLastModifiedTime(source.resolve("bin"), earlier);

        assertThat(new LayerFiles().tree("a", source).packInto(layout)).isEqualTo(first);
    }

    @Test
    void aLinkThatLeadsOutOfTheFolderBecomesWhatItLeadsTo() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "from outside");
        Files.createSymbolicLink(source.resolve("there"), outside);

        Path root = unpacked(new LayerFiles().tree("a", source).packInto(layout));

        assertThat(root.resolve("a/there")).isRegularFile().hasContent("from outside");
    }

    @Test
    void whatIsNotWantedIsLeftOutWithAllThatIsInIt() throws Exception {
        LayerFiles files = new LayerFiles().tree("a", source, name -> !name.equals("bin"));

        Path root = unpacked(files.packInto(layout));

        assertThat(root.resolve("a/bin")).doesNotExist();
        assertThat(root.resolve("a/text")).exists();
    }
}
