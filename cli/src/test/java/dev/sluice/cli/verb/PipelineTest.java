package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {

    @TempDir
    private Path folder;

    private static String status(int done) {
        return """
            {"state":"running","detail":"","pausedBatches":["spring","summer"],"stages":[
              {"name":"source","is":"topic photos","state":"reading","waiting":0,"running":0,"done":10,"made":20,"retried":0,
               "deadLetters":0,"detail":""},
              {"name":"small","is":"function resize","state":"reading","waiting":7,"running":2,"done":%d,"made":13,"retried":1,
               "deadLetters":1,"callMillis":42,"detail":"it \u001b[31mfails"},
              {"name":"all","is":"merge","runsIn":["small"]},
              {"name":"sheet","is":"join","state":"reading","waiting":0,"running":0,"done":9,"made":1,"retried":0,
               "deadLetters":0,"detail":"","open":3,"held":120}]}
            """.formatted(done);
    }

    @Test
    void eachStageIsShownAsItStands() throws Exception {
        try (PlatformDouble platform = new PlatformDouble()) {
            platform.on("GET /documents/pipeline/photos/status", Answer.json(200, status(12)));

            String shown =
                    CommandRun.of(platform, "pipeline", "status", "photos").out();

            assertThat(shown)
                    .startsWith("photos  running\npaused batches: spring, summer\nSTAGE")
                    .containsPattern("source +topic photos +10 +20 +0 +0 +0 +0\n")
                    .containsPattern("small +function resize +13 +13 +7 +2 +42 ms +1 +1 +it \uFFFD\\[31mfails\n")
                    .containsPattern("all +merge +small\n")
                    .containsPattern("sheet +join +9 +1 +0 +0 +0 +0 +3 open, 120 held");
            assertThat(CommandRun.of(platform, "pipeline", "watch", "photos").out())
                    .isEqualTo(shown);
            assertThat(CommandRun.of(platform, "pipeline", "watch", "photos", "-i", "0")
                            .err())
                    .contains("--interval is 0.1 to 3600 seconds");
        }
    }

    private static final String STAGES = """
        "pipeline":"photos","longestWay":2,"stages":[
          {"name":"source","is":"topic photos","from":[],"runsIn":["source"],"topic":""},
          {"name":"small","is":"function resize","from":["source"],"runsIn":["small"],"topic":"t.small","keeps":"It is kept."}]
        """;

    private String planned(PlatformDouble platform, String plan) throws IOException {
        platform.on("POST /pipelines/plan", Answer.json(200, "{" + plan + "}"));
        Path file = Files.writeString(folder.resolve("photos.yaml"), "kind: Pipeline\n");
        return CommandRun.of(platform, "pipeline", "plan", file.toString()).out();
    }

    @Test
    void aPlanShowsTheStagesOfANewPipeline() throws Exception {
        try (PlatformDouble platform = new PlatformDouble()) {
            assertThat(planned(platform, STAGES).lines())
                    .containsExactly(
                            "STAGE   IS               READS   RUNS IN  TOPIC",
                            "source  topic photos             source",
                            "small   function resize  source  small    t.small",
                            "An item goes through 2 transactions at most.",
                            "small: It is kept.");
        }
    }

    @Test
    void aPlanSaysThatWhatComesOfAnItemCanBeSeenTwice() throws Exception {
        try (PlatformDouble platform = new PlatformDouble()) {
            assertThat(planned(platform, STAGES + ",\"guarantee\":\"at-least-once\"")
                            .lines())
                    .contains(
                            "An item goes through 2 commits at most, without transactions: what comes of it can be seen"
                                    + " twice, with the same id.");
            assertThat(planned(platform, STAGES + ",\"guarantee\":\"exactly-once\"")
                            .lines())
                    .contains("An item goes through 2 transactions at most.");
        }
    }

    @Test
    void aPlanOfAPipelineThatIsThereShowsWhatBecomesOfItsStages() throws Exception {
        String change = """
            ,"change":{"stages":[
              {"name":"source","is":"topic photos","becomes":"keeps","detail":"Its position stays."},
              {"name":"small","is":"function resize","becomes":"new","detail":""},
              {"name":"tags","is":"function tag","becomes":"gone","detail":"At most 12 items wait there."}],
              "refusals":["Items are under way at 'tags'."]}
            """;
        try (PlatformDouble platform = new PlatformDouble()) {
            assertThat(planned(platform, STAGES + change).lines())
                    .containsExactly(
                            "STAGE   BECOMES  IS               READS   RUNS IN  TOPIC",
                            "source  keeps    topic photos             source",
                            "small   new      function resize  source  small    t.small",
                            "tags    gone     function tag",
                            "An item goes through 2 transactions at most.",
                            "small: It is kept.",
                            "source: Its position stays.",
                            "tags: At most 12 items wait there.",
                            "It would be refused now. Items are under way at 'tags'.");
        }
    }

    @Test
    void theRateOfAStageIsThatSinceThePictureBefore() {
        Terminal terminal = new Terminal(
                new PrintStream(OutputStream.nullOutputStream()),
                new PrintStream(OutputStream.nullOutputStream()),
                InputStream.nullInputStream(),
                Terminal.Look.PLAIN);
        PipelinePicture picture = new PipelinePicture();
        picture.of("photos", Doc.parse(status(12)), 1_000_000_000L, terminal);

        assertThat(picture.of("photos", Doc.parse(status(17)), 3_000_000_000L, terminal))
                .anyMatch(line -> line.matches("source .* 0\\.0/s .*"))
                .anyMatch(line -> line.matches("small .* 2\\.5/s .*"));
        assertThat(picture.of("photos", Doc.parse(status(0)), 4_000_000_000L, terminal))
                .as("a gateway that was started again counts from nothing")
                .noneMatch(line -> line.matches("small .*/s .*"));
    }
}
