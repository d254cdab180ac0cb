package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineBatchesTest {

    private static final String FAILED = "{\"id\":\"b1\",\"state\":\"failed\",\"stored\":3,\"underWay\":0,\"failed\":1,"
            + "\"openedAt\":\"2026-11-29T22:00:00Z\",\"endedAt\":\"2026-11-29T22:01:00Z\","
            + "\"failures\":[{\"id\":\"b1/1\",\"stage\":\"resize\",\"reason\":\"attempts_exhausted\"}]}";

    private static final String UNDER_WAY =
            "{\"id\":\"b1\",\"state\":\"closed\",\"stored\":3,\"underWay\":2,\"failed\":0,\"failures\":[]}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    private Path folder;

    private static final String RUNNING = "{\"state\":\"running\",\"detail\":\"\",\"stages\":[]}";

    private String items() throws IOException {
        return Files.writeString(folder.resolve("items.ndjson"), "1\n2\n3\n").toString();
    }

    @Test
    void aBatchIsSentAndToldByItsName() throws IOException {
        platform.on("GET /documents/pipeline/album/status", Answer.json(200, RUNNING));
        platform.on("POST /pipelines/album/batches", Answer.json(202, "{\"id\":\"b7\",\"stored\":3,\"closed\":true}"));

        assertThat(CommandRun.of(platform, "pipeline", "run", "album", "--file", items())
                        .out())
                .isEqualTo("Batch b7 has 3 items.\n");
    }

    @Test
    void itemsAreKnownByAFieldOfTheirs() throws IOException {
        platform.on("GET /documents/pipeline/album/status", Answer.json(200, RUNNING));
        platform.on(
                "POST /pipelines/album/batches?id=%2Forder%2Fid",
                Answer.json(202, "{\"id\":\"b7\",\"stored\":3,\"closed\":true}"));
        platform.on(
                "PUT /pipelines/album/batches/b1?close=true&id=%2Forder%2Fid",
                Answer.json(200, "{\"id\":\"b1\",\"stored\":2,\"closed\":true}"));

        assertThat(CommandRun.of(platform, "pipeline", "run", "album", "--file", items(), "--id-field", "/order/id")
                        .out())
                .isEqualTo("Batch b7 has 3 items.\n");
        assertThat(CommandRun.of(
                                platform,
                                "pipeline",
                                "run",
                                "album",
                                "--file",
                                items(),
                                "--batch",
                                "b1",
                                "--id-field",
                                "/order/id")
                        .out())
                .isEqualTo("Batch b1 has 2 items.\n");
        assertThat(CommandRun.of(platform, "pipeline", "run", "feeds", "--id-field", "/id")
                        .err())
                .contains("--id-field is for the items of a file: add --file.");
    }

    @Test
    void aBatchIsRunAgainFromAStageAsAnotherOne() {
        String again =
                "{\"id\":\"b2\",\"state\":\"closed\",\"rerunOf\":\"b1\",\"from\":\"resize\",\"stored\":0,\"underWay\":2,"
                        + "\"failed\":0,\"failures\":[]}";
        platform.on("POST /pipelines/album/batches/b1/rerun?from=resize", Answer.json(202, again));
        platform.on("POST /pipelines/album/batches/b1/rerun?from=resize&as=b2", Answer.json(202, again));
        platform.on("GET /pipelines/album/batches/b2", Answer.json(200, again));

        assertThat(CommandRun.of(platform, "pipeline", "rerun", "album", "b1", "--from", "resize")
                        .out())
                .isEqualTo("Batch b2 does anew what b1 had at resize.\n");
        assertThat(CommandRun.of(platform, "pipeline", "rerun", "album", "b1", "--from", "resize", "--as", "b2")
                        .out())
                .isEqualTo("Batch b2 does anew what b1 had at resize.\n");
        assertThat(CommandRun.of(platform, "pipeline", "batches", "album", "b2").out())
                .isEqualTo("Batch b2 is closed, a re-run of b1 from resize: 0 items, 0 failed, 2 under way.\n");
        assertThat(CommandRun.of(platform, "pipeline", "rerun", "album", "b1").err())
                .contains("Missing required option: '--from=STAGE'");
    }

    @Test
    void aBatchIsGivenUpAndWhatThatAnswersIsToldAsItCame() {
        platform.on(
                "DELETE /pipelines/album/batches/b1", Answer.json(200, "{\"id\":\"b1\",\"stored\":3,\"closed\":true}"));

        assertThat(CommandRun.of(platform, "pipeline", "cancel", "album", "b1").out())
                .isEqualTo("Batch b1 is given up; what of it is under way ends.\n");
        assertThat(CommandRun.of(platform, "pipeline", "cancel", "album", "b1", "--json")
                        .out())
                .contains("\"stored\": 3");
    }

    @Test
    void filesAreItemsOfABatch() throws IOException {
        platform.on("GET /documents/pipeline/album/status", Answer.json(200, RUNNING));
        platform.on(
                "POST /pipelines/album/batches?id=event.subject",
                Answer.json(202, "{\"id\":\"b7\",\"stored\":2,\"closed\":true}"));
        String one = Files.writeString(folder.resolve("one.jpg"), "1").toString();
        String two = Files.writeString(folder.resolve("two"), "2").toString();

        CommandRun run = CommandRun.of(
                platform, "pipeline", "run", "album", "--part", one, "--part", two, "--id-field", "event.subject");

        assertThat(run.out()).isEqualTo("Batch b7 has 2 items.\n");
        assertThat(platform.asked().getLast().body())
                .contains(
                        "filename=\"one.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n1",
                        "filename=\"two\"\r\nContent-Type: application/octet-stream\r\n\r\n2");
        assertThat(CommandRun.of(platform, "pipeline", "run", "album", "--part", one, "--file", items())
                        .err())
                .contains("--file has items in it, and --part is one: give either.");
    }

    @Test
    void aBatchWhoseItemsAreListedIsBegunWithoutAFile() {
        platform.on("GET /documents/pipeline/feeds/status", Answer.json(200, RUNNING));
        platform.on("POST /pipelines/feeds/batches", Answer.json(202, "{\"id\":\"b8\",\"stored\":1,\"closed\":true}"));

        assertThat(CommandRun.of(platform, "pipeline", "run", "feeds").out()).isEqualTo("Batch b8 is begun.\n");
        assertThat(CommandRun.of(platform, "pipeline", "run", "feeds", "--batch", "mine")
                        .err())
                .contains("--batch is for the items of a file: add --file.");
    }

    @Test
    void aBatchWaitsForAPipelineThatIsAboutToStart() throws IOException {
        Answer starting =
                Answer.json(200, RUNNING.replace("running", "waiting").replace("\"\"", "\"It is about to start.\""));
        platform.on("GET /namespaces/shop/documents/pipeline/album/status", starting, Answer.json(200, RUNNING));
        platform.on(
                "POST /namespaces/shop/pipelines/album/batches",
                Answer.json(202, "{\"id\":\"b7\",\"stored\":3,\"closed\":true}"));
        CommandRun run = CommandRun.of(platform, "pipeline", "run", "album", "-N", "shop", "--file", items());

        assertThat(run.err()).contains("The pipeline does not run yet: It is about to start.");
        assertThat(run.out()).isEqualTo("Batch b7 has 3 items.\n");
    }

    private static Answer events(String text) {
        return new Answer(200, "text/event-stream", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private CommandRun waitedFor(Answer... answers) throws IOException {
        platform.on("GET /documents/pipeline/album/status", Answer.json(200, RUNNING));
        platform.on(
                "PUT /pipelines/album/batches/b1?close=true",
                Answer.json(200, "{\"id\":\"b1\",\"stored\":3,\"closed\":true}"));
        platform.on("GET /pipelines/album/batches/b1?follow=true", answers);
        return CommandRun.of(platform, "pipeline", "run", "album", "--file", items(), "--batch", "b1", "--wait");
    }

    @Test
    void whoWaitsIsToldHowItGoesAndWhatHasFailed() throws IOException {
        String running = UNDER_WAY.replace("\"failures\"", "\"rate\":1.5,\"timeLeft\":90,\"failures\"");

        CommandRun run = waitedFor(
                events(": following\n\nevent: state\ndata: " + running + "\n\nevent: ended\ndata: " + FAILED + "\n\n"));

        assertThat(run.err()).contains("3 items, 2 under way, 0 failed, 1.5/s, 90 s left");
        assertThat(run.out().lines().map(String::stripTrailing))
                .containsExactly(
                        "Batch b1 is failed: 3 items, 1 failed.",
                        "FAILED  AT      WHY",
                        "b1/1    resize  attempts_exhausted");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void whoWaitsGoesOnAfterAConnectionThatWasLost() throws IOException {
        CommandRun run = waitedFor(
                events(": following\n\nevent: state\ndata: " + UNDER_WAY + "\n\n"),
                events(": following\n\nevent: ended\ndata: "
                        + FAILED.replace("failed\",", "done\",\"editions\":{\"sheet\":2},") + "\n\n"));

        assertThat(run.out()).startsWith("Batch b1 is done: 3 items").contains(". 'sheet' has opened 2 times.\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aBatchThatIsNoMoreIsTold() throws IOException {
        CommandRun run = waitedFor(
                events(": following\n\nevent: state\ndata: " + UNDER_WAY + "\n\n"),
                Answer.problem(
                        404,
                        "{\"status\":404,\"title\":\"There is no such pipeline\",\"detail\":\"There is no pipeline 'album'.\","
                                + "\"component\":\"gateway\",\"reason\":\"no_such_pipeline\"}"));

        assertThat(run.err()).contains("There is no pipeline 'album'.");
        assertThat(run.exitCode()).isNotZero();
    }

    @Test
    void whatHasFailedIsTriedAgain() {
        platform.on("POST /pipelines/album/batches/b1/retry", Answer.json(202, FAILED));

        assertThat(CommandRun.of(platform, "pipeline", "retry", "album", "b1").out())
                .isEqualTo("Batch b1 goes on: of its items 1 had failed.\n");
    }

    @Test
    void batchesAreListed() {
        platform.on("GET /pipelines/album/batches", Answer.json(200, "{\"batches\":[" + FAILED + "]}"));
        assertThat(CommandRun.of(platform, "pipeline", "batches", "album")
                        .out()
                        .lines()
                        .map(String::stripTrailing))
                .containsExactly(
                        "BATCH  STATE   ITEMS  UNDER WAY  FAILED  SINCE",
                        "b1     failed  3      0          1       2026-11-29T22:00:00Z");

        platform.on(
                "GET /pipelines/album/batches/b2",
                Answer.json(
                        200,
                        "{\"id\":\"b2\",\"state\":\"open\",\"stored\":3,\"underWay\":2,\"failed\":0,\"rate\":0.02,"
                                + "\"failures\":[]}"));
        assertThat(CommandRun.of(platform, "pipeline", "batches", "album", "b2").out())
                .isEqualTo("Batch b2 is open: 3 items, 0 failed, 2 under way, 1.2/min.\n");
    }

    @Test
    void aBatchIsPausedAndResumedAndToldSo() {
        String paused = UNDER_WAY.replace("\"closed\",", "\"closed\",\"paused\":true,");
        platform.on("POST /pipelines/album/batches/b1/pause", Answer.json(202, paused));
        platform.on("POST /pipelines/album/batches/b1/resume", Answer.json(202, UNDER_WAY));
        platform.on("GET /pipelines/album/batches", Answer.json(200, "{\"batches\":[" + paused + "]}"));

        assertThat(CommandRun.of(platform, "pipeline", "pause", "album", "b1").out())
                .isEqualTo("Batch b1 is closed, paused: 3 items, 0 failed, 2 under way.\n");
        assertThat(CommandRun.of(platform, "pipeline", "batches", "album").out())
                .contains("closed, paused");
        assertThat(CommandRun.of(platform, "pipeline", "resume", "album", "b1").out())
                .isEqualTo("Batch b1 is closed: 3 items, 0 failed, 2 under way.\n");
    }
}
