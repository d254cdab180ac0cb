package dev.sluice.cli.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.api.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is packed is read by the machine's own tar. */
class PackedFolderTest {

    @TempDir
    private Path folder;

    @Test
    void filesLinksAndWhatCanBeRunAreKept() throws Exception {
        String longName = "a".repeat(60) + "/" + "b".repeat(60) + "/ä.txt";
        write("index.mjs", "code");
        write(longName, "text");
        assertThat(write("run.sh", "#!/bin/sh").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(folder.resolve("run"), Path.of("run.sh"));

        assertThat(listed())
                .anyMatch(line -> line.startsWith("-rw-r--r-- 0/0") && line.endsWith(" index.mjs"))
                .anyMatch(line -> line.startsWith("-rw-r--r-- 0/0") && line.endsWith(longName))
                .anyMatch(line -> line.startsWith("-rwxr-xr-x 0/0") && line.endsWith(" run.sh"))
                .anyMatch(line -> line.startsWith("lrwxrwxrwx 0/0") && line.endsWith(" run -> run.sh"));
    }

    @Test
    void theSameFilesGiveTheSameBytes() throws Exception {
        write("b.mjs", "b");
        Path a = write("a.mjs", "a");
        byte[] first = packed();

        Files.setLastModifiedTime(a, FileTime.fromMillis(1));

        assertThat(packed()).isEqualTo(first);
    }

    @Test
    void whatIsMadeAnewElsewhereAndWhatIsIgnoredStayBehind() throws Exception {
        for (String name :
                List.of("index.mjs", "node_modules/x/index.js", "sub/.git/config", "secret.env", "keep.env", "log/a")) {
            write(name, "");
        }
        write(".sluiceignore", "# mine\n*.env\n!keep.env\n/log/\n");

        assertThat(listed().stream().map(line -> line.replaceFirst(".* ", "")))
                .containsExactlyInAnyOrder("index.mjs", "keep.env", "sub/");
    }

    @Test
    void aLinkThatLeadsOutIsOneSentence() throws Exception {
        write("index.mjs", "");
        Files.createSymbolicLink(folder.resolve("out"), Path.of("../other"));

        assertThatThrownBy(() -> PackedFolder.of(folder))
                .isInstanceOf(CommandException.class)
                .hasMessage(
                        "The link " + folder.toRealPath().resolve("out")
                                + " leads out of the folder, to ../other: put a copy in its place, or name it in .sluiceignore.");
    }

    @ParameterizedTest
    @CsvSource({
        "*.log, a/b.log, false, true",
        "*.log, a.txt, false, false",
        "/a.txt, a.txt, false, true",
        "/a.txt, b/a.txt, false, false",
        "a/b, a/b, true, true",
        "a/b, c/a/b, true, false",
        "logs/, logs, false, false",
        "logs/, x/logs, true, true",
        "**/x, a/b/x, false, true",
        "a/**, a/b/c, false, true",
        "?.md, a.md, false, true",
        "?.md, ab.md, false, false",
        "a+b, a+b, false, true",
    })
    void patternsMeanWhatTheyMeanInAGitignore(String pattern, String path, boolean isFolder, boolean ignored) {
        assertThat(IgnoreRules.of(List.of(pattern)).ignores(path, isFolder)).isEqualTo(ignored);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private byte[] packed() throws IOException {
        Path file = PackedFolder.of(folder).file();
        try {
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    private List<String> listed() throws Exception {
        Path archive = Files.createTempFile("packed", ".tar.gz");
        Files.write(archive, packed());
        try {
            Process tar = new ProcessBuilder("tar", "--quoting-style=literal", "-tvzf", archive.toString())
                    .redirectErrorStream(true)
                    .start();
            String text = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(tar.waitFor()).as(text).isZero();
            return text.lines().toList();
        } finally {
            Files.delete(archive);
        }
    }
}
