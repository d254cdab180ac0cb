package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy --git}, from repositories of this machine. */
class DeployGitTest {

    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path repository;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = Files.createDirectory(folder.resolve("shop"));
        git("init", "--quiet", "--initial-branch=main");
        Files.createDirectories(repository.resolve("functions/hello"));
        Files.writeString(repository.resolve("functions/hello/hello.mjs"), "export default () => 'first';");
        platform.on("POST /functions/shop/deployments", Answer.json(202, "{\"id\":\"7\"}"));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", repository.toString()));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(text).isZero();
        return text.strip();
    }

    private String commit() throws Exception {
        git("add", ".");
        git("commit", "--quiet", "--message=one");
        return git("rev-parse", "HEAD");
    }

    private CommandRun deploy(String... options) {
        List<String> all = new ArrayList<>(List.of("deploy", "shop", "--no-wait", "--git", "file://" + repository));
        all.addAll(List.of(options));
        return CommandRun.of(platform, all.toArray(String[]::new));
    }

    @Test
    void aPartOfACommitIsDeployedWithLabelsThatTellWhichItWas() throws Exception {
        String first = commit();
        Files.writeString(repository.resolve("functions/hello/hello.mjs"), "export default () => 'second';");
        String second = commit();

        assertThat(deploy("--path", "functions/hello").exitCode()).isZero();
        assertThat(platform.last().body())
                .contains("'second'", second, "label.git.commit", "label.git.repository", "file://" + repository);

        CommandRun older = deploy("--path", "functions/hello", "--ref", first);
        assertThat(older.exitCode()).as(older.err()).isZero();
        assertThat(older.err()).contains("Deploying the commit " + first);
        assertThat(platform.last().body()).contains("'first'", first);
        assertThat(deploy("--path", "functions/hello/hello.mjs", "--ref", first.substring(0, 8))
                        .exitCode())
                .isZero();
        assertThat(platform.last().body()).contains("'first'", first);

        git("tag", "v1", first);
        assertThat(deploy("--path", "functions/hello", "--ref", "v1").exitCode())
                .isZero();
        assertThat(platform.last().body()).contains("'first'", first);
    }

    @Test
    void whatIsNotThereIsToldInASentence() throws Exception {
        assertThat(deploy().err()).contains("The repository file://" + repository + " has no commit yet.");
        String commit = commit();

        assertThat(deploy("--ref", "absent").err()).contains("has no branch, tag or commit absent.");
        assertThat(deploy("--ref", "0123456").err()).contains("has no branch, tag or commit 0123456.");
        assertThat(deploy("--path", "absent").err())
                .contains("The commit " + commit + " of file://" + repository + " has no file or folder absent.");
        Files.createSymbolicLink(repository.resolve("out"), Path.of("/"));
        commit();
        assertThat(deploy("--path", "out").err()).contains("has no file or folder out.");
        assertThat(deploy("--path", "functions").err())
                .contains("The folder file://" + repository + "/functions has no code that can be deployed: ")
                .contains(" --path names the folder or file in the repository that is the function.");
        assertThat(deploy("--git", "file://" + folder + "/absent").exitCode()).isEqualTo(2);
        assertThat(platform.asked()).isEmpty();
    }

    @Test
    void aRepositoryThatCannotBeReachedIsToldInTheWordsOfGitWithoutItsPassword() {
        CommandRun run = CommandRun.of(
                platform, "deploy", "shop", "--git", "http://ada:s3cret@127.0.0.1:9/shop.git", "--ref", "main");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains("git cannot get http://127.0.0.1:9/shop.git: ")
                .doesNotContain("..")
                .doesNotContain("s3cret");
    }

    @Test
    void theWordsOfARepositorySteerNoTerminal() throws Exception {
        commit();
        String steering = "\u001b[2J";
        Path moved = Files.move(repository, folder.resolve("sh" + steering + "op"));
        Map<String, String> environment = Map.of("SLUICE_URL", platform.url(), "SLUICE_TOKEN", "t0ken");
        Terminal.Look watched = new Terminal.Look(false, true, 500);

        CommandRun run = CommandRun.with(
                environment, watched, "", "deploy", "shop", "--git", "file://" + moved, "--path", "absent");

        assertThat(run.err())
                .contains("git: From file://" + folder + "/sh\uFFFD[2Jop", "has no file or folder absent.")
                .doesNotContain(steering);
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThat(CommandRun.of(platform, "deploy", "shop", "--ref", "main").err())
                .contains("--ref and --path say which part of a repository: name that by --git URL.");
        assertThat(deploy("--path", "../other").err())
                .contains("--path ../other is not a path from the repository's root.");
        assertThat(CommandRun.of(platform, "deploy", "shop", ".", "--git", "file:///srv/shop.git")
                        .err())
                .contains("name the function alone, and a part of it by --path.");
        assertThat(CommandRun.of(platform, "deploy", "shop", "--git", "shop").err())
                .contains("'shop' is not the address of a repository");
    }

    @Test
    void codeFromElsewhereTakesTheLabelsAway() throws Exception {
        Path file = Files.writeString(folder.resolve("hello.mjs"), "export default () => 'hi';");

        assertThat(CommandRun.of(platform, "deploy", "shop", file.toString(), "--no-wait")
                        .exitCode())
                .isZero();

        assertThat(platform.last().body()).contains("label.git.commit,label.git.repository");
    }
}
