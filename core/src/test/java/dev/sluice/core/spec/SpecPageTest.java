package dev.sluice.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.problem.Sentence;
import dev.sluice.core.settings.SettingInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of a spec's keys in {@code docs/deploying.md}, and what the command says of them in its help, are made from {@link
 * FunctionSettings}. With {@code -Dsluice.write-pages=true} this test writes both anew.
 */
class SpecPageTest {

    private static final Path PAGE = Path.of(System.getProperty("sluice.root"), "docs", "deploying.md");
    private static final Path HELP =
            Path.of(System.getProperty("sluice.root"), "cli/src/main/java/dev/sluice/cli/verb/SpecKeys.java");
    private static final String HELP_HEAD = """
            package dev.sluice.cli.verb;

            /** What help says of the keys of a spec: made from the same records as their table and their schema, by a test of these. */
            final class SpecKeys {

                private SpecKeys() {}

            """;
    private static final String HEAD = "| key | what | allowed | unless told |\n|---|---|---|---|\n";

    @Test
    void theTableHasEveryKeyAsItIsRead() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD);
        int end = page.indexOf("\n\n", start) + 1;
        String rows =
                FunctionReader.KIND.describe().stream().map(SpecPageTest::row).collect(Collectors.joining());
        String expected = page.substring(0, start) + HEAD + rows + page.substring(end);
        if (Boolean.getBoolean("sluice.write-pages")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
    }

    @Test
    void theHelpOfTheCommandSaysOfEachKeyWhatTheTableSays() throws IOException {
        String expected = FunctionReader.KIND.describe().stream()
                .map(SpecPageTest::constant)
                .collect(Collectors.joining("\n", HELP_HEAD, "}\n"));
        if (Boolean.getBoolean("sluice.write-pages")) {
            Files.writeString(HELP, expected);
        }
        assertThat(Files.readString(HELP)).isEqualToNormalizingWhitespace(expected);
    }

    private static String constant(SettingInfo key) {
        String allowed = key.allowed().isEmpty() ? key.type() : key.allowed();
        String text = Sentence.of(key.what() + ": " + allowed)
                + (key.otherwise().isEmpty() ? "" : " Unless told: " + key.otherwise() + ".");
        String name = key.key().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        String literal =
                text.replace("`", "").replace("%", "%%").replace("\\", "\\\\").replace("\"", "\\\"");
        return "    static final String " + name + " =\n            \"" + literal + "\";\n";
    }

    private static String row(SettingInfo key) {
        String allowed = key.allowed().isEmpty() ? key.type() : key.allowed();
        return "| `" + key.key() + "` | " + key.what() + " | " + allowed + " | "
                + (key.otherwise().isEmpty() ? "none" : key.otherwise()) + " |\n";
    }
}
