package dev.sluice.gateway.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.builder.upload.UploadRefusedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramInspectorTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void itFindsAHandlerAndChecksOne() throws Exception {
        InspectedCode code = code("echo \"${2:-first}\"", Duration.ofSeconds(30));

        assertThat(code.find()).isEqualTo("first");
        assertThat(code.check("second", "the spec")).isEqualTo("second");
        assertThat(code.has("third")).isTrue();
    }

    @Test
    void itMayTellTheContractAndTheMachines() throws Exception {
        InspectedCode code = code(
                "echo first; echo 'contract: events'; echo 'target: linux/arm64/musl/node22'; echo 'target: any'",
                Duration.ofSeconds(30));

        String handler = code.find();

        assertThat(code.contract(handler)).contains("events");
        assertThat(code.targets()).hasToString("[linux/arm64/musl/node22, any]");
    }

    @Test
    void aTargetThatIsNoneIsItsFault() throws Exception {
        InspectedCode code = code("echo first; echo 'target: mars'", Duration.ofSeconds(30));
        code.find();

        assertThatThrownBy(code::targets)
                .hasMessageContaining("'mars' is no target: it must be any, or os/processor/libc/language");
    }

    @Test
    void itsSentenceIsForTheAuthor() throws Exception {
        InspectedCode code = code("echo 'there is no function in it'; exit 1", Duration.ofSeconds(30));

        assertThatThrownBy(code::find).isInstanceOfSatisfying(UploadRefusedException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.NO_HANDLER);
            assertThat(refused.sentence()).isEqualTo("there is no function in it");
        });
        assertThat(code.has("x")).isFalse();
    }

    @Test
    void itSeesNothingOfTheGateways() throws Exception {
        assertThat(code("env | grep -c '^HOME=\\|^USER='; exit 0", Duration.ofSeconds(30))
                        .find())
                .isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 3 | it ended with 3",
                "exit 0 | it printed no handler",
                "echo two words | it printed no handler",
                "yes | it did not end within 1 s",
                "sleep 5 & echo first; sleep 0.3 | it did not end within 1 s",
            })
    void oneThatDoesNotWorkIsNotTheAuthorsFault(String script, String why) throws Exception {
        InspectedCode code = code(script, Duration.ofSeconds(1));

        assertThatThrownBy(code::find).isInstanceOfSatisfying(UploadRefusedException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.INSPECTION_FAILED);
            assertThat(refused.sentence())
                    .isEqualTo("the runtime's own program " + folder.resolve("inspect")
                            + " cannot look into this upload: " + why + ". Tell the operator, or name another runtime");
        });
    }

    private InspectedCode code(String script, Duration patience) throws IOException {
        Path program = Files.writeString(folder.resolve("inspect"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(folder.resolve("upload"), "anything");
        return new ProgramInspector(program, Path.of(System.getProperty("java.home")), Map.of(), patience).open(file);
    }
}
