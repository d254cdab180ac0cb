package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueVerbTest {

    private static String queue(String state, int done, int waiting, int running, int parked) {
        return """
            {"name":"photos","state":"%s","owner":true,"waiting":%d,"retrying":1,"running":%d,"done":%d,"parked":%d,"listed":9,
             "atOnce":4,"rate":12.5,"timeLeft":3,"detail":"it \\u001b[31mlies"}
            """.formatted(state, waiting, running, done, parked).replace("\n", " ");
    }

    @Test
    void howQueuesStandIsShown() throws Exception {
        try (PlatformDouble platform = new PlatformDouble()) {
            platform.on("GET /work-queues/photos", Answer.json(200, queue("running", 5, 3, 2, 1)));
            platform.on(
                    "GET /work-queues", Answer.json(200, "{\"workQueues\":[" + queue("running", 5, 3, 2, 1) + "]}"));

            assertThat(CommandRun.of(platform, "queue", "status", "photos").out())
                    .isEqualTo("photos is running: 5 done, 2 running, 2 waiting, 1 parked, 12.5/s, 3 s left\n"
                            + "it \uFFFD[31mlies\n");
            assertThat(CommandRun.of(platform, "queue", "list").out())
                    .containsPattern("photos +running +2 +2 +5 +1 +it \uFFFD\\[31mlies");
        }
    }

    @Test
    void itemsAndWhatCameOfThemAreShown() throws Exception {
        try (PlatformDouble platform = new PlatformDouble()) {
            platform.on("GET /work-queues/photos/items?state=parked&limit=1", Answer.json(200, """
                    {"items":[{"name":"a b.jpg","version":"7","state":"parked","attempts":5,"step":0,"since":"2026-11-30T15:00:00Z",
                      "tookMillis":12,"reason":"threw","detail":"It threw."}],"next":"a b.jpg"}"""));
            platform.on("GET /work-queues/photos/items/a%20b.jpg/result", Answer.text("small"));

            CommandRun items = CommandRun.of(platform, "queue", "items", "photos", "--state", "parked", "--limit", "1");

            assertThat(items.out())
                    .containsPattern("a b.jpg +7 +parked +5 +12 ms +2026-11-30T15:00:00Z +threw It threw.");
            assertThat(items.err()).contains("There are more: --after a b.jpg");
            assertThat(CommandRun.of(platform, "queue", "result", "photos", "a b.jpg")
                            .out())
                    .isEqualTo("small");
        }
    }

    @Test
    void whatFailedIsRetriedTheSourceListedAndAQueueDeleted() throws Exception {
        try (PlatformDouble platform = new PlatformDouble()) {
            platform.on("POST /work-queues/photos/retry", Answer.json(202, queue("running", 5, 0, 0, 3)));
            platform.on("POST /work-queues/photos/items/a%2Fb/retry", Answer.json(202, "{\"name\":\"a/b\"}"));
            platform.on("POST /work-queues/photos/rescan", Answer.json(202, queue("running", 5, 0, 0, 3)));
            platform.on("DELETE /documents/workqueue/photos", Answer.none());

            assertThat(CommandRun.of(platform, "queue", "retry", "photos").out())
                    .isEqualTo("3 items are tried again.\n");
            assertThat(CommandRun.of(platform, "queue", "retry", "photos", "a/b")
                            .out())
                    .isEqualTo("The item 'a/b' is tried again.\n");
            assertThat(CommandRun.of(platform, "queue", "rescan", "photos").out())
                    .isEqualTo("The source of 'photos' is listed now.\n");
            assertThat(CommandRun.of(platform, "queue", "delete", "photos").out())
                    .isEqualTo("The work queue 'photos' is deleted.\n");
        }
    }

    @Test
    void queuesAreMadeOfDocumentsAndNothingElseIs(@TempDir Path folder) throws Exception {
        String queue = "{\"kind\":\"WorkQueue\",\"metadata\":{\"name\":\"photos\"},\"spec\":{\"parallel\":4}}";
        String other = "{\"kind\":\"Function\",\"metadata\":{\"name\":\"shrink\"}}";
        Path file = Files.writeString(folder.resolve("queue.json"), "[]");
        try (PlatformDouble platform = new PlatformDouble()) {
            platform.on("POST /documents", Answer.json(200, "{\"documents\":[" + queue + "," + other + "]}"));
            platform.on("PUT /documents/workqueue/photos", Answer.json(201, """
                    {"kind":"WorkQueue","name":"photos","dryRun":false,"exists":false,"changes":[]}"""));

            CommandRun run = CommandRun.of(platform, "queue", "apply", file.toString());

            assertThat(run.out()).contains("workqueue photos created\n");
            assertThat(run.err())
                    .contains("In " + file + ", document 2: it is of kind 'Function', not WorkQueue:"
                            + " 'sluice apply -f' takes all kinds.");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(platform.last().body()).isEqualTo(queue);
        }
    }

    @Test
    void watchEndsWhenNothingIsLeftAndFailsWhereItemsAreParked() throws Exception {
        try (PlatformDouble platform = new PlatformDouble()) {
            String events = "event: state\ndata: " + queue("running", 5, 3, 2, 1) + "\n\nevent: ended\ndata: "
                    + queue("done", 8, 0, 0, 1) + "\n\n";
            platform.on(
                    "GET /work-queues/photos?follow=true",
                    new Answer(200, "text/event-stream", events.getBytes(StandardCharsets.UTF_8), Map.of()));

            CommandRun watched = CommandRun.of(platform, "queue", "watch", "photos");

            assertThat(watched.err()).contains("5 done, 2 running, 2 waiting, 1 parked");
            assertThat(watched.out()).startsWith("photos is done: 8 done");
            assertThat(watched.exitCode()).isEqualTo(1);
        }
    }
}
