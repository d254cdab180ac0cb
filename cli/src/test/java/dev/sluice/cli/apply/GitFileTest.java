package dev.sluice.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.sluice.cli.api.Doc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Code in a commit of a repository of this machine. */
class GitFileTest {

    private static final String UNKNOWN = "0123456789012345678901234567890123456789";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path scratch;

    @SuppressWarnings("NullAway.Init")
    private String url;

    @BeforeEach
    void makeRepository() throws Exception {
        scratch = Files.createDirectory(folder.resolve("scratch"));
        Path repository = folder.resolve("shop");
        url = "file://" + repository;
        git("init", "--quiet", repository.toString());
        Files.createDirectory(repository.resolve("target"));
    }

    @Test
    void aFileIsThatOfTheCommitAlsoWhenNoBranchNamesIt() throws Exception {
        String first = commit("first");
        String second = commit("second");
        git("-C", folder.resolve("shop").toString(), "reset", "--quiet", "--hard", first);

        assertThat(file(first).fetch(scratch, document())).hasContent("first");
        Path fetched = file(second).fetch(scratch, document());
        assertThat(fetched).hasContent("second");
        assertThat(file(second).fetch(scratch, document())).isEqualTo(fetched);
    }

    @Test
    void aCommitIsFetchedOnceForAllItsFiles() throws Exception {
        Files.writeString(folder.resolve("shop/target/other.jar"), "other");
        String commit = commit("first");

        assertThat(file(commit).fetch(scratch, document())).hasContent("first");
        Files.move(folder.resolve("shop"), folder.resolve("out-of-reach"));

        assertThat(new GitFile(url, commit, "target/other.jar").fetch(scratch, document()))
                .hasContent("other");
        assertThat(file(commit).fetch(scratch, document())).hasContent("first");
    }

    @Test
    void whatIsNotThereIsToldInASentence() throws Exception {
        String commit = commit("first");

        assertThatThrownBy(() -> file(UNKNOWN).fetch(scratch, document()))
                .hasMessage("In all.yaml: the code in the repository " + url + " cannot be fetched: it has no commit "
                        + UNKNOWN + ".");
        assertThatThrownBy(() -> new GitFile(url, commit, "target/other.jar").fetch(scratch, document()))
                .hasMessage("In all.yaml: the code in the repository " + url + " cannot be fetched: its commit "
                        + commit + " has no file target/other.jar.");
        assertThatThrownBy(() -> new GitFile(url + "s", commit, "target/shop.jar").fetch(scratch, document()))
                .hasMessageStartingWith("In all.yaml: the code in the repository " + url + "s cannot be fetched: ")
                .hasMessageContaining("does not appear to be a git repository");
    }

    @Test
    void thePasswordInAnAddressIsNotTold() {
        GitFile unreachable = new GitFile("http://ada:s3cr@t@127.0.0.1:9/shop.git", UNKNOWN, "a.jar");

        assertThatThrownBy(() -> unreachable.fetch(scratch, document()))
                .hasMessageStartingWith(
                        "In all.yaml: the code in the repository http://127.0.0.1:9/shop.git cannot be fetched: ")
                .hasMessageContaining("'http://127.0.0.1:9/shop.git/'")
                .hasMessageNotContainingAny("s3cr", "t@", "ada");
    }

    @Test
    void aPointerOfGitLfsIsNoCode() throws Exception {
        String commit = commit("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");

        assertThatThrownBy(() -> file(commit).fetch(scratch, document()))
                .hasMessageEndingWith(
                        "cannot be fetched: target/shop.jar is kept by Git LFS there, which is not fetched:"
                                + " name it by {url, sha256}.");
    }

    @Test
    void aMachineWithoutGitIsToldWhatToInstall() {
        assertThatThrownBy(() -> file(UNKNOWN).fetch(scratch, document(), "/no/such/git"))
                .hasMessageStartingWith(
                        "In all.yaml: code.git needs the program git, and it cannot be started here (Cannot run program")
                .hasMessageEndingWith("Install it, or name the code by a path or by {url, sha256}.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--upload-pack=x | A | a.jar | code.git is '--upload-pack=x', not the address of a repository, such as"
                        + " https://host/team/shop.git or file:///srv/shop.git",
                "ext::sh -c x | A | a.jar | code.git is 'ext::sh -c x', not the address of a repository, such as"
                        + " https://host/team/shop.git or file:///srv/shop.git",
                "https://h/r.git | main | a.jar | code.commit is 'main', not the whole hash of a commit: branches, tags and"
                        + " short hashes may mean another one tomorrow",
                "git@h:r.git | A | ../a.jar | code.path is '../a.jar', not the path of a file from the repository's root",
                "ssh://h/r.git | A | /a.jar | code.path is '/a.jar', not the path of a file from the repository's root"
            })
    void whatIsWrongWithItIsToldWithItsKey(String git, String commit, String path, String sentence) {
        JsonObject code = new JsonObject();
        code.addProperty("git", git);
        code.addProperty("commit", commit.equals("A") ? UNKNOWN : commit);
        code.addProperty("path", path);

        assertThatThrownBy(() -> GitFile.of(new Doc(code), document())).hasMessage("In all.yaml: " + sentence + ".");
    }

    private GitFile file(String commit) {
        return new GitFile(url, commit, "target/shop.jar");
    }

    private static Document document() {
        return new Document(new Source("all.yaml", Path.of(""), ""), 1, new Doc(new JsonObject()));
    }

    private String commit(String content) throws Exception {
        Path repository = folder.resolve("shop");
        Files.writeString(repository.resolve("target/shop.jar"), content);
        git("-C", repository.toString(), "add", ".");
        git(
                "-C",
                repository.toString(),
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@example.org",
                "-c",
                "commit.gpgsign=false",
                "commit",
                "--quiet",
                "-m",
                "x");
        return git("-C", repository.toString(), "rev-parse", "HEAD");
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return Files.readString(output).strip();
    }
}
