package dev.sluice.runner.program.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be uploaded as a program, and what not. */
class ProgramUploadTest {

    private static final String SCRIPT = "#!/bin/sh\n";

    @TempDir
    private Path folder;

    private ProgramUpload upload(String bytes) throws Exception {
        return ProgramUpload.of(
                Files.write(folder.resolve("upload"), bytes.getBytes(StandardCharsets.ISO_8859_1)), "bootstrap");
    }

    private ProgramUpload sent() {
        return ProgramUpload.of(folder, "bootstrap");
    }

    private void executable(String name) throws Exception {
        assertThat(Files.writeString(folder.resolve(name), SCRIPT).toFile().setExecutable(true))
                .isTrue();
    }

    // One file.

    @Test
    void aScriptIsAProgramForAnyMachine() throws Exception {
        ProgramUpload script = upload(SCRIPT);

        assertThat(script.find()).isEqualTo("program");
        assertThat(script.check("program").target()).isEmpty();
    }

    @Test
    void aBinarySaysWhichMachineItIsFor() throws Exception {
        String head = "\u007fELF\u0002\u0001\u0001" + "\0".repeat(9) + "\u0002\0";

        assertThat(upload(head + ">\0").check("program").target()).contains("linux/amd64/any/any");
        assertThat(upload(head + "\u00b7\0").check("program").target()).contains("linux/arm64/any/any");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            echo hello        | the upload is neither a binary for Linux (ELF) nor a script that begins with #! and its interpreter
            MZ..              | the upload is a program for Windows: build it for Linux (Go: GOOS=linux)
            \u00cf\u00fa\u00ed\u00fe..      | the upload is a program for macOS: build it for Linux (Go: GOOS=linux)
            #!/bin/sh\\r\\n.. | the upload is a script whose lines end with CR LF, as on Windows: Linux looks for an interpreter with a CR in its name. Save it with LF
            """)
    void whatCannotBeExecutedIsRefused(String bytes, String sentence) throws Exception {
        ProgramUpload upload = upload(bytes.replace("\\r", "\r").replace("\\n", "\n"));

        assertThatThrownBy(() -> upload.check("program"))
                .isInstanceOf(BadUploadException.class)
                .hasMessage(sentence);
    }

    @Test
    void anEmptyFileIsNoProgram() throws Exception {
        ProgramUpload empty = upload("");

        assertThatThrownBy(() -> empty.check("program")).isInstanceOf(BadUploadException.class);
    }

    @Test
    void aPathIsNoNameOfASingleFile() throws Exception {
        ProgramUpload script = upload(SCRIPT);

        assertThatThrownBy(() -> script.check("../x")).hasMessageContaining("'../x' is no plain name of a file");
    }

    // Folders.

    @Test
    void ofAFolderBootstrapIsTheProgram() throws Exception {
        executable("bootstrap");
        executable("other");

        assertThat(sent().find()).isEqualTo("bootstrap");
    }

    @Test
    void elseTheOnlyExecutableFileAtItsTopIs() throws Exception {
        executable("serve");
        Files.writeString(folder.resolve("data"), "x");
        Files.createDirectory(folder.resolve("lib"));
        executable("lib/helper");

        assertThat(sent().find()).isEqualTo("serve");
        assertThat(sent().check("lib/helper").target()).isEmpty();
    }

    @Test
    void whereThereAreSeveralOrNoneASpecHasToNameIt() throws Exception {
        assertThatThrownBy(() -> sent().find())
                .hasMessageStartingWith("no file 'bootstrap' and no executable file lies at the top of the folder");
        executable("a");
        executable("b");

        assertThatThrownBy(() -> sent().find())
                .hasMessage("several executable files lie at the top of the folder (a, b): name one as handler in the"
                        + " spec, or call it 'bootstrap'");
    }

    @Test
    void whatIsNotThereOrOutsideOrNotExecutableCannotBeTheProgram() throws Exception {
        Files.writeString(folder.resolve("bootstrap"), SCRIPT);

        assertThatThrownBy(() -> sent().check("bootstrap"))
                .hasMessageStartingWith(
                        "'bootstrap' in the folder is not executable: set its mode (chmod +x bootstrap)");
        assertThatThrownBy(() -> sent().check("c")).hasMessage("the handler 'c' is no file of the folder");
        assertThatThrownBy(() -> sent().check("../upload"))
                .hasMessage("the handler '../upload' is no file of the folder");
    }
}
