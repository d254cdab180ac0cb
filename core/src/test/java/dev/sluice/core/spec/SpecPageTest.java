package dev.sluice.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.settings.SettingInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of a spec's keys in {@code docs/deploying.md} is made from {@link FunctionSettings}. With {@code
 * -Dsluice.write-pages=true} this test writes it anew.
 */
class SpecPageTest {

    private static final Path PAGE = Path.of(System.getProperty("sluice.root"), "docs", "deploying.md");
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

    private static String row(SettingInfo key) {
        String allowed = key.allowed().isEmpty() ? key.type() : key.allowed();
        return "| `" + key.key() + "` | " + key.what() + " | " + allowed + " | "
                + (key.otherwise().isEmpty() ? "none" : key.otherwise()) + " |\n";
    }
}
