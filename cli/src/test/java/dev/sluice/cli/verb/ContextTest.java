package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextTest {

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void aUserWithAConfigFolder() throws IOException {
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        environment.put("SLUICE_HOME", folder.toString());
        Files.writeString(folder.resolve("admin.token"), "of this machine");
        platform.on("GET /namespaces/shop/functions", Answer.json(200, "{\"functions\":[]}"))
                .on("GET /functions", Answer.json(200, "{\"functions\":[]}"));
    }

    private CommandRun run(String... arguments) {
        return CommandRun.with(environment, Terminal.Look.PLAIN, "", arguments);
    }

    private Path file() {
        return folder.resolve("config/sluice/contexts.json");
    }

    private void added(String... options) {
        String[] arguments = new String[5 + options.length];
        System.arraycopy(new String[] {"context", "add", "prod", "--url", platform.url()}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        CommandRun run = run(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void aContextIsUsedForOneCommandOrFromNowOnWithItsTokenAndItsNamespace() throws IOException {
        added("--token", "s3cret", "-N", "shop");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");

        assertThat(run("list", "--context", "prod").exitCode()).isZero();
        assertThat(platform.last().target()).isEqualTo("/namespaces/shop/functions");
        assertThat(platform.last().headers()).containsEntry("Authorization", "Bearer s3cret");

        assertThat(run("context", "use", "prod").exitCode()).isZero();
        assertThat(run("list", "-N", "default").exitCode()).isZero();
        assertThat(platform.last().target()).isEqualTo("/functions");
        assertThat(run("context", "list").out()).containsPattern("\\* +prod +" + platform.url() + " +shop +kept");

        assertThat(run("context", "remove", "prod").exitCode()).isZero();
        assertThat(run("context", "list").out()).containsPattern("\\* +local").doesNotContain("prod");
    }

    @Test
    void aTokenByReferenceIsReadWheneverItIsNeededAndNotKept() throws IOException {
        Path token = Files.writeString(folder.resolve("prod.token"), "first\n");
        added("--token-file", token.toString());
        assertThat(Files.readString(file())).doesNotContain("first").contains(token.toString());

        Files.writeString(token, "second\n");
        assertThat(run("list", "--context", "prod").exitCode()).isZero();
        assertThat(platform.last().headers()).containsEntry("Authorization", "Bearer second");

        Files.delete(token);
        assertThat(run("list", "--context", "prod").err())
                .contains("Cannot read " + token + ", which has the token of the context prod: there is no such file.");
    }

    @Test
    void theTokenOfThisMachineGoesToNoOtherPlatform() {
        added();

        run("list", "--context", "prod");

        assertThat(platform.last().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void theTokenOfAContextGoesNowhereElse() {
        added("--token", "s3cret");
        run("context", "use", "prod");
        environment.put("SLUICE_URL", platform.url());

        run("list");

        assertThat(platform.last().headers()).containsEntry("Authorization", "Bearer of this machine");
    }

    @Test
    void aVariableNamesAContextAndAnOptionWinsOverIt() {
        added("--token", "s3cret");
        environment.put("SLUICE_CONTEXT", "prod");
        environment.put("SLUICE_URL", "http://127.0.0.1:9");
        assertThat(run("list").exitCode()).isZero();

        environment.put("SLUICE_CONTEXT", "nowhere");
        assertThat(run("list", "--context", "prod").exitCode()).isZero();
        CommandRun unknown = run("list");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("There is no context nowhere: ./sluice context list shows those that there are.");
    }

    @Test
    void localIsThePlatformOfThisMachineWhateverElseIsTold() {
        added("--token", "s3cret");
        run("context", "use", "prod");
        environment.put("SLUICE_URL", "http://127.0.0.1:9");

        environment.put("SLUICE_PORT", platform.url().replaceFirst(".*:", ""));
        assertThat(run("list", "--context", "local").exitCode()).isZero();
        assertThat(platform.last().headers()).containsEntry("Authorization", "Bearer of this machine");
    }

    @Test
    void whatCannotBeAContextIsRefused() {
        added();
        assertThat(run("context", "add", "prod", "--url", platform.url()).err())
                .contains("There is a context prod already");
        assertThat(run("context", "add", "local", "--url", platform.url()).err())
                .contains("is no name for a context");
        assertThat(run("context", "add", "other").err()).contains("--url URL");
        assertThat(run("context", "add", "other", "--url", "prod.example").err())
                .contains("is no URL of a platform");
        assertThat(run("context", "add", "other", "--url", platform.url(), "--token", "a", "--token-file", "b")
                        .err())
                .contains("not from both");
        assertThat(run("context", "use", "other").err()).contains("There is no context other");
        assertThat(run("list", "--url", platform.url(), "--context", "prod").err())
                .contains("--url and --context both say where Sluice is");
    }

    @Test
    void aFileThatOthersMayOpenIsNotUsed() throws IOException {
        added("--token", "s3cret");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        CommandRun run = run("list", "--context", "prod");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("Others than you may open " + file()).contains("chmod 600 " + file());
        assertThat(platform.asked()).isEmpty();
    }
}
