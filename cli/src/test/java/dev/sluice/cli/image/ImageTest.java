package dev.sluice.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot become an image, with its sentence; what can is seen end to end. */
class ImageTest {

    private static final String DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    private Path folder;

    private CommandRun run(String... arguments) {
        return CommandRun.with(
                Map.of(
                        "SLUICE_URL", platform.url(),
                        "SLUICE_TOKEN", "t0ken",
                        "SLUICE_ROOT", folder.resolve("checkout").toString(),
                        "SLUICE_HOME", folder.resolve("home").toString()),
                Terminal.Look.PLAIN,
                "",
                arguments);
    }

    private void deployed(String more) throws IOException {
        Files.createDirectories(folder.resolve("checkout/function-runtime/java/target/runtime"));
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        "{\"name\":\"hello\",\"version\":3,\"digest\":\"" + DIGEST + "\",\"runtime\":\"java25\"" + more
                                + "}"));
    }

    private void home(String live) throws IOException {
        Path record = folder.resolve("home/catalog/functions/default/hello.yaml");
        Files.createDirectories(record.getParent());
        Files.writeString(record, "status:\n  live: " + live + "\n  artifact: " + DIGEST + "\n");
        Files.writeString(folder.resolve("home/format"), "3\n");
        Files.createDirectories(folder.resolve("home/artifacts/" + DIGEST.substring(7)));
    }

    private String layout() {
        return folder.resolve("image").toString();
    }

    @Test
    void withoutAPlaceToGoItIsNotMade() {
        CommandRun run = run("image", "hello");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Say where the image goes: --layout FOLDER, --tar FILE");
    }

    @Test
    void aFunctionThatIsNotThereIsToldAsThePlatformTellsIt() {
        platform.on(
                "GET /functions/hello",
                Answer.problem(
                        404,
                        "{\"status\":404,\"title\":\"No such function\",\"reason\":\"no_such_function\",\"detail\":\"There is no"
                                + " function 'hello'.\"}"));

        CommandRun run = run("image", "hello", "--layout", layout());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("There is no function 'hello'.");
    }

    @Test
    void anUpstreamHasNoCodeForAnImage() throws IOException {
        platform.on(
                "GET /functions/hello",
                Answer.json(200, "{\"name\":\"hello\",\"version\":1,\"upstream\":\"http://api.example.org\"}"));

        CommandRun run = run("image", "hello", "--layout", layout());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("'hello' stands for http://api.example.org and has no code that an image could hold.");
    }

    @Test
    void aFolderOfSomethingElseIsNotWrittenOver() throws IOException {
        deployed("");
        Files.createDirectories(folder.resolve("image/photos"));

        CommandRun run = run("image", "hello", "--layout", layout());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("Not written: " + layout() + " is there and is no image layout.");
        assertThat(folder.resolve("image/photos")).exists();
    }

    @Test
    void aFileIsNotWrittenIntoAFolderThatIsNotThere() throws IOException {
        deployed("");

        CommandRun run =
                run("image", "hello", "--tar", folder.resolve("none/hello.tar").toString());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains("Not written: there is no folder " + folder.resolve("none") + " that you may write to.");
    }

    @Test
    void theCodeOfAnotherMachinesPlatformIsMissedBeforeAnythingIsMade() throws IOException {
        deployed("");

        CommandRun run = run("image", "hello", "--layout", layout());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains("The code of 'hello' is not on this machine: there is no " + folder.resolve("home"))
                .contains("Make the image where the platform runs, with SLUICE_HOME as it has it.");
        assertThat(folder.resolve("image")).doesNotExist();
    }

    @Test
    void aHomeWithAnotherVersionIsNotTakenForThePlatforms() throws IOException {
        deployed("");
        home("2");

        CommandRun run = run("image", "hello", "--layout", layout());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("says of 'hello' is not version 3, which the platform told of");
    }

    @Test
    void aSecretInAVariableThatNoShellCanSetIsTold() throws IOException {
        deployed(",\"spec\":{\"secrets\":{\"db.password\":\"db\"}}");
        home("3");

        CommandRun run = run("image", "hello", "--layout", layout());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'hello' has the secret db in the variable 'db.password'");
    }

    @Test
    void aRuntimeWhoseInterpreterIsNotHereIsTold() throws IOException {
        Path runtime = Files.createDirectories(folder.resolve("checkout/function-runtime/node/target/runtime"));
        Path interpreters = Files.writeString(
                runtime.resolve("interpreters"), "#!/bin/sh\nprintf 'node20\\t/usr/bin/node\\t20.1.0\\n'\n");
        assertThat(interpreters.toFile().setExecutable(true)).isTrue();
        home("3");
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        "{\"name\":\"hello\",\"version\":3,\"digest\":\"" + DIGEST + "\",\"runtime\":\"node99\"}"));

        CommandRun run = run("image", "hello", "--layout", layout());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains("There is no node99 on this machine to put into the image: install it, or name a base");
    }

    @Test
    void aPythonThatDebianDoesNotHaveNeedsABase() throws IOException {
        Path runtime = Files.createDirectories(folder.resolve("checkout/function-runtime/python/target/runtime"));
        Path interpreters = Files.writeString(
                runtime.resolve("interpreters"),
                "#!/bin/sh\nprintf 'python3.13\\t/opt/python3.13/bin/python3\\t3.13.0\\n'\n");
        assertThat(interpreters.toFile().setExecutable(true)).isTrue();
        home("3");
        platform.on(
                "GET /functions/hello",
                Answer.json(
                        200,
                        "{\"name\":\"hello\",\"version\":3,\"digest\":\"" + DIGEST + "\",\"runtime\":\"python3.13\"}"));

        CommandRun run = run("image", "hello", "--layout", layout());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains(
                        "The python3.13 of this machine, /opt/python3.13/bin/python3, is none of Debian's packages: name a base");
    }

    @Test
    void aBaseThatIsNotThereIsTold() throws IOException {
        deployed("");
        home("3");

        CommandRun run = run(
                "image",
                "hello",
                "--layout",
                layout(),
                "--base",
                folder.resolve("none").toString());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .contains("There is no base at " + folder.resolve("none") + ": name the folder of an OCI image layout");
    }
}
