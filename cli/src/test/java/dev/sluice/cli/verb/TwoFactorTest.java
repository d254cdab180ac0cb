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
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoFactorTest {

    private static final String MADE = """
            {"user":"ann@example.com","secret":"GEZDGNBV","uri":"otpauth://totp/x","qrPng":"UE5H","qrText":"█▀▄\\n",\
            "recoveryCodes":["7K2QJ-M04XV","AAAAA-BBBBB"]}""";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        platform.on("PUT /two-factor/users/ann%40example.com", Answer.json(201, MADE));
    }

    @Test
    void enrolDrawsTheQrCodeAndPrintsTheRecoveryCodes() {
        CommandRun run = CommandRun.of(platform, "two-factor", "enrol", "ann@example.com", "--address", "+49 30 1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("█▀▄", "Or type in: GEZDGNBV", "  7K2QJ-M04XV", "none of this is told again");
        assertThat(platform.last().body()).isEqualTo("{\"app\":true,\"address\":\"+49 30 1\"}");
    }

    @Test
    void enrolWritesThePictureForItsOwnerOnly() throws IOException {
        Path picture = folder.resolve("qr.png");

        CommandRun run = CommandRun.of(platform, "two-factor", "enrol", "ann@example.com", "--qr", picture.toString());

        assertThat(run.out()).contains("QR code for the app: " + picture).doesNotContain("█");
        assertThat(Files.readString(picture)).isEqualTo("PNG");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(picture)))
                .isEqualTo("rw-------");
    }

    @Test
    void aPictureOverwritesNothing() throws IOException {
        Path there = Files.writeString(folder.resolve("there.png"), "mine");

        CommandRun run = CommandRun.of(platform, "two-factor", "enrol", "ann@example.com", "--qr", there.toString());

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("The user is enrolled, but the QR code could not be written to " + there);
        assertThat(Files.readString(there)).isEqualTo("mine");
    }

    @Test
    void jsonIsWhatThePlatformAnswered() {
        CommandRun run = CommandRun.of(platform, "--json", "two-factor", "enrol", "ann@example.com");

        assertThat(run.out().strip()).isEqualTo(MADE);
    }

    @Test
    void listShowsWhoIsLockedOut() {
        platform.on(
                "GET /two-factor/users",
                Answer.json(
                        200,
                        "{\"users\":[{\"user\":\"ann\",\"enrolledAt\":\"2026-01-01T00:00:00Z\",\"app\":true,"
                                + "\"address\":\"\",\"recoveryCodes\":9,\"failures\":5,"
                                + "\"lockedUntil\":\"2026-01-02T00:00:00Z\"}]}"));

        CommandRun run = CommandRun.of(platform, "two-factor", "list");

        assertThat(run.out()).contains("USER", "ann", "yes", "9", "2026-01-02T00:00:00Z");
    }

    @Test
    void listSaysWhatToDoWhenThereIsNobody() {
        platform.on("GET /two-factor/users", Answer.json(200, "{\"users\":[]}"));

        assertThat(CommandRun.of(platform, "two-factor", "list").out())
                .contains("Nobody has a second factor yet. Enrol somebody: ./sluice two-factor enrol USER");
    }

    @Test
    void aCodeIsReadFromStandardInput() {
        platform.on("POST /two-factor/users/ann/verify", Answer.json(200, "{\"user\":\"ann\",\"factor\":\"totp\"}"));

        CommandRun run = CommandRun.with(
                Map.of("SLUICE_URL", platform.url(), "SLUICE_TOKEN", "t0ken"),
                Terminal.Look.PLAIN,
                "123 456\n",
                "two-factor",
                "verify",
                "ann");

        assertThat(run.out()).contains("The code is good: ann has shown the app.");
        assertThat(platform.last().body()).isEqualTo("{\"code\":\"123 456\"}");
    }

    @Test
    void resetSaysWhatComesNext() {
        platform.on("DELETE /two-factor/users/ann", Answer.none());

        assertThat(CommandRun.of(platform, "two-factor", "reset", "ann").out())
                .contains("The second factor of ann is gone. Give a new one: ./sluice two-factor enrol ann");
    }

    @Test
    void whatThePlatformRefusesIsASentence() {
        platform.on(
                "POST /two-factor/users/ann/verify",
                Answer.problem(
                        422,
                        "{\"status\":422,\"title\":\"The code is not accepted\",\"detail\":\"Wait for the next.\","
                                + "\"component\":\"gateway\",\"reason\":\"code_not_accepted\"}"));

        CommandRun run = CommandRun.of(platform, "two-factor", "verify", "ann", "123456");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Wait for the next.", "code_not_accepted");
    }
}
