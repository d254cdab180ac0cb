package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example sign-up, as its reader runs it, with a mail server at hand. */
@ExtendWith(SharedGateway.class)
class SignUpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private final MailServer mail = MailServer.start();

    private final Gateway gateway;

    @TempDir
    private Path folder;

    SignUpTest(Gateway gateway) {
        this.gateway = gateway;
    }

    private ProgramRun run() throws Exception {
        Files.createSymbolicLink(folder.resolve("examples"), Gateway.ROOT.resolve("examples"));
        Path command = Files.writeString(
                folder.resolve("sluice"),
                "exec java -jar '" + Gateway.ROOT.resolve("cli/target/sluice-cli.jar") + "' \"$@\"\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        ProcessBuilder script = new ProcessBuilder("sh", "examples/sign-up/run.sh").directory(folder.toFile());
        script.environment()
                .putAll(Map.of(
                        "SLUICE_HOME", gateway.shared().toString(),
                        "SLUICE_PORT", Integer.toString(gateway.port()),
                        "SMTP_PORT", Integer.toString(mail.port()),
                        "SMTP_TLS", "none"));
        script.environment()
                .merge("PATH", Path.of(System.getProperty("java.home"), "bin") + ":", (old, bin) -> bin + old);
        return ProgramRun.of(script, PATIENCE);
    }

    @Test
    void whoSignsUpIsAskedToConfirmAndThenWelcomedAsPreferred() throws Exception {
        assumeTrue(gateway.runs("node") && gateway.runs("python"), "not both of node and python are installed here");

        ProgramRun run = run();

        assertThat(run.exitCode()).as(run.out()).isZero();
        await("all mails are sent").atMost(PATIENCE).until(() -> mail.mails().size() >= 7);
        assertThat(mail.mails().stream().map(each -> each.to() + ": " + each.field("Subject")))
                .containsExactlyInAnyOrder(
                        "ada@example.com: Please confirm your address",
                        "bob@example.com: Please confirm your address",
                        "cleo@example.com: Please confirm your address",
                        "ada@example.com: Welcome, Ada",
                        "4930456@texts.example.com: Welcome, Bob",
                        "cleo@example.com: Welcome, Cleo",
                        "4930789@texts.example.com: Welcome, Cleo");
        assertThat(mail.mails().stream().map(each -> each.field("Message-ID"))).doesNotHaveDuplicates();
        for (String user : new String[] {"ada@example.com", "cleo@example.com"}) {
            assertThat(subjects(user)).startsWith("Please confirm your address");
        }
        assertThat(gateway.manage("GET", "/topics/sign-up.strangers/records?from=begin")
                        .body())
                .contains("mallory@example.com")
                .doesNotContain("ada@example.com");
    }

    private Stream<String> subjects(String user) {
        return mail.mails().stream().filter(each -> each.to().equals(user)).map(each -> each.field("Subject"));
    }
}
