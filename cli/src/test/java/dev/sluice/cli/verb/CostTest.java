package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostTest {

    private static final String COST =
            "{\"currency\":\"USD\",\"date\":\"2026-11-30\",\"source\":\"an example\",\"functions\":["
                    + "{\"name\":\"report\",\"calls\":120,\"coldStarts\":119,\"perCall\":4.2E-7,"
                    + "\"month\":{\"calls\":3000,\"byRequest\":0.00126,\"idle\":0.9},"
                    + "\"minInstances\":{\"month\":2.628,\"fromCalls\":6257143},\"machine\":{\"month\":29.2},"
                    + "\"advice\":\"kept too short\"},"
                    + "{\"name\":\"hello\",\"calls\":7,\"coldStarts\":1,\"perCall\":2E-7,"
                    + "\"month\":{\"calls\":100,\"byRequest\":0.00002,\"idle\":0},"
                    + "\"minInstances\":{\"month\":2.628,\"fromCalls\":1},\"machine\":{\"month\":29.2,\"fromCalls\":2,\"fromInstances\":12}}]}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    private Path folder;

    @Test
    void aTableTellsWhatFunctionsCostAndWhatIsWrongBelowIt() {
        platform.on("GET /cost", Answer.json(200, COST));
        assertThat(CommandRun.of(platform, "cost").out().lines().map(String::stripTrailing))
                .containsExactly(
                        "FUNCTION  CALLS  COLD  A CALL      A MONTH  IDLE  minInstances: 1  FROM CALLS  MACHINE  FROM CALLS  FROM INSTANCES",
                        "report    120    119   0.00000042  0.00126  0.9   2.628            6257143     29.2     never       never",
                        "hello     7      1     0.0000002   0.00002  0     2.628            1           29.2     2           12",
                        "In USD, by prices of 2026-11-30 (an example). A month is 730 hours in which calls come as they did"
                                + " since the function was first called here.",
                        "report: kept too short");
    }

    @Test
    void oneFunctionAloneIsTold() {
        platform.on("GET /cost", Answer.json(200, COST));
        assertThat(CommandRun.of(platform, "cost", "hello").out())
                .contains("hello     7")
                .doesNotContain("report");
        assertThat(CommandRun.of(platform, "cost", "hello", "--json").out())
                .contains("\"currency\":\"USD\"", "\"name\":\"hello\"", "\"fromCalls\":2")
                .doesNotContain("report");
    }

    @Test
    void aTableOfPricesIsSentAsItStands() throws IOException {
        Path prices = Files.writeString(folder.resolve("prices.yaml"), "currency: EUR\n");
        platform.on("POST /cost", Answer.json(200, COST));
        assertThat(CommandRun.of(platform, "cost", "--prices", prices.toString())
                        .out())
                .contains("FUNCTION");
        assertThat(platform.asked().getLast().body()).isEqualTo("currency: EUR\n");
    }

    @Test
    void aTableThatIsNotThereIsTold() {
        CommandRun run = CommandRun.of(
                platform, "cost", "--prices", folder.resolve("no.yaml").toString());
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("The table of prices " + folder.resolve("no.yaml") + " cannot be read");
    }

    @Test
    void whereNothingWasCalledThatIsSaid() {
        platform.on(
                "GET /cost",
                Answer.json(200, "{\"currency\":\"USD\",\"date\":\"2026-11-30\",\"source\":\"\",\"functions\":[]}"));
        assertThat(CommandRun.of(platform, "cost").out())
                .isEqualTo("Nothing is metered: no function was called at this gateway since it started.\n");
        assertThat(CommandRun.of(platform, "cost", "hello").out())
                .isEqualTo("Nothing is metered of 'hello': no function was called at this gateway since it started.\n");
    }
}
