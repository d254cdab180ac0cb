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
import java.util.stream.Stream;
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

        assertThat(names()).containsExactlyInAnyOrder("index.mjs", "keep.env", "sub/");
    }

    @Test
    void aWorkTreeIsSentAsGitSeesIt() throws Exception {
        git("init", "--quiet");
        for (String name : List.of("index.mjs", "new.mjs", "kept.log", "dist/made.js", "gone.mjs", "tmp/a", "keep/b")) {
            write(name, "");
        }
        write(".gitignore", "*.log\ndist/\n/tmp\nkeep\n");
        git("add", "index.mjs", "gone.mjs", ".gitignore");
        git("add", "--force", "kept.log");
        Files.delete(folder.resolve("gone.mjs"));
        Files.createDirectory(folder.resolve("empty"));
        write(".sluiceignore", "new.mjs\n!keep/\n");

        assertThat(names()).containsExactlyInAnyOrder(".gitignore", "index.mjs", "keep/", "keep/b", "kept.log");
    }

    @Test
    void aPartOfAWorkTreeAndItsSubmodulesAreSent() throws Exception {
        Path library = Files.createDirectories(folder.resolve("library"));
        write("library/lib.mjs", "");
        write("library/.gitignore", "*.tmp\n");
        git("-C", library.toString(), "init", "--quiet");
        git("-C", library.toString(), "add", ".");
        commit(library);
        write("app/index.mjs", "");
        Path app = folder.resolve("app");
        git("-C", app.toString(), "init", "--quiet");
        git(
                "-C",
                app.toString(),
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                "../library",
                "in/lib");
        write("app/in/lib/new.mjs", "");
        write("app/in/lib/new.tmp", "");

        assertThat(SentFiles.of(app).files().stream()
                        .map(path -> app.relativize(path).toString()))
                .containsExactly(".gitmodules", "in/lib/.gitignore", "in/lib/lib.mjs", "in/lib/new.mjs", "index.mjs");
        assertThat(SentFiles.of(app.resolve("in")).files()).hasSize(3);
        git("-C", app.toString(), "submodule", "--quiet", "deinit", "--force", "in/lib");
        assertThatThrownBy(() -> SentFiles.of(app))
                .hasMessageContaining("The submodule")
                .hasMessageContaining("is not checked out: git submodule update --init --recursive does that.");
    }

    @Test
    void whatIsIgnoredAsAWholeIsSentLikeAnyOtherFolder() throws Exception {
        git("init", "--quiet");
        write(".gitignore", "*\n");
        write("made/index.mjs", "");

        assertThat(SentFiles.of(folder.resolve("made")).files()).hasSize(1);
    }

    private void commit(Path repository) throws Exception {
        git(
                "-C",
                repository.toString(),
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.org",
                "commit",
                "--quiet",
                "--message=one");
    }

    private void git(String... arguments) throws Exception {
        List<String> command =
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        Process git = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(text).isZero();
    }

    @Test
    void aLinkThatLeadsOutIsOneSentence() throws Exception {
        write("index.mjs", "");
        Files.createSymbolicLink(folder.resolve("out"), Path.of("../other"));

        assertThatThrownBy(() -> PackedFolder.of(SentFiles.of(folder)))
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
        assertThat(IgnoreRules.of(List.of(pattern)).of(path, isFolder))
                .isEqualTo(ignored ? IgnoreRules.Word.IGNORED : IgnoreRules.Word.NOTHING);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private byte[] packed() throws IOException {
        Path file = PackedFolder.of(SentFiles.of(folder)).file();
        try {
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    private List<String> names() throws Exception {
        return listed().stream().map(line -> line.replaceFirst(".* ", "")).toList();
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
