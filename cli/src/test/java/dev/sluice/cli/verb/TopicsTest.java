package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsTest {

    private static final String MADE = "{\"name\":\"orders\",\"kafkaName\":\"orders\",\"settings\":{\"partitions\":1,"
            + "\"replication\":1,\"retention\":\"7d\",\"maxMessageBytes\":1048588},\"created\":true}";
    private static final String KEPT = "{\"records\":[{\"partition\":3,\"offset\":17},{\"partition\":0,\"offset\":2}]}";
    private static final String TEXT =
            "{\"partition\":0,\"offset\":4,\"time\":\"2026-11-28T09:30:00Z\",\"key\":\"ada\","
                    + "\"value\":\"a\\u001bb\",\"headers\":[]}";
    private static final String BYTES = "{\"partition\":1,\"offset\":0,\"time\":\"2026-11-28T09:30:01Z\",\"key\":null,"
            + "\"valueBase64\":\"/w==\",\"headers\":[]}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    Path folder;

    @Test
    void createSendsWhatIsToldAndShowsWhatIs() {
        platform.on("PUT /topics/orders", Answer.json(201, MADE));

        CommandRun run = CommandRun.of(
                platform,
                "topics",
                "create",
                "orders",
                "--partitions",
                "1",
                "--retention",
                "7d",
                "--max-message-bytes",
                "1048588",
                "--replication",
                "1");

        assertThat(run.out())
                .isEqualTo(
                        "Topic orders is made: 1 partition, replication 1, retention 7d, records of up to 1.0 MiB.\n");
        assertThat(platform.last().body())
                .isEqualTo("{\"partitions\":1,\"replication\":1,\"retention\":\"7d\",\"maxMessageBytes\":1048588}");
        platform.on("PUT /topics/orders", Answer.json(200, MADE.replace("true", "false")));
        assertThat(CommandRun.of(platform, "topics", "create", "orders").out()).startsWith("Topic orders was there: ");
        assertThat(platform.last().body()).isEqualTo("{}");
    }

    @Test
    void topicsAreListedPageByPage() {
        platform.on(
                "GET /topics",
                Answer.json(200, "{\"topics\":[{\"name\":\"a\",\"partitions\":1,\"replication\":1}],\"next\":\"a\"}"));
        platform.on(
                "GET /topics?after=a",
                Answer.json(200, "{\"topics\":[{\"name\":\"b\",\"partitions\":12,\"replication\":3}]}"));

        assertThat(CommandRun.of(platform, "topics", "list").out())
                .isEqualTo("NAME  PARTITIONS  REPLICATION\na     1           1\nb     12          3\n");
        assertThat(CommandRun.of(platform, "topics", "list", "--json").out())
                .isEqualTo("{\"topics\":[{\"name\":\"a\",\"partitions\":1,\"replication\":1},"
                        + "{\"name\":\"b\",\"partitions\":12,\"replication\":3}]}\n");
        platform.on("GET /topics", Answer.json(200, "{\"topics\":[]}"));
        assertThat(CommandRun.of(platform, "topics", "list").out())
                .isEqualTo("No topic yet. Make one: ./sluice topics create NAME\n");
    }

    @Test
    void describeShowsSettingsPartitionsAndGroups() {
        String settings = MADE.substring(0, MADE.indexOf(",\"created\"")) + ",\"cleanup\":\"delete\"";
        platform.on(
                "GET /topics/orders",
                Answer.json(
                        200,
                        settings
                                + ",\"partitions\":[{\"partition\":0,\"begin\":2,\"end\":12,\"replicas\":3,\"inSync\":2}],"
                                + "\"groups\":[{\"group\":\"billing\",\"state\":\"stable\",\"lag\":3}]}"));

        assertThat(CommandRun.of(platform, "topics", "describe", "orders").out())
                .isEqualTo("""
                orders
                In Kafka:       orders
                Replication:    1
                Retention:      7d (delete)
                Largest record: 1.0 MiB

                PARTITION  BEGIN  END  KEPT  IN SYNC
                0          2      12   10    2/3

                GROUP    STATE   LAG
                billing  stable  3
                """);
    }

    @Test
    void anEventIsPublishedToWhoeverWantsIt() {
        platform.on("POST /namespaces/shop/events", Answer.json(202, "{\"events\":1,\"subscribers\":3}"));
        CommandRun run = CommandRun.of(
                platform,
                "events",
                "publish",
                "{\"total\":12}",
                "--type",
                "order.created",
                "--source",
                "/shop",
                "--id",
                "7",
                "-k",
                "ada",
                "-a",
                "priority=3",
                "-N",
                "shop");

        assertThat(run.out()).isEqualTo("1 event is kept, for 3 subscribers.\n");
        assertThat(platform.last().headers())
                .containsEntry("Content-type", "application/json")
                .containsEntry("Ce-specversion", "1.0")
                .containsEntry("Ce-type", "order.created")
                .containsEntry("Ce-source", "%2Fshop")
                .containsEntry("Ce-id", "7")
                .containsEntry("Ce-partitionkey", "ada")
                .containsEntry("Ce-priority", "3");
        assertThat(platform.last().body()).isEqualTo("{\"total\":12}");
    }

    @Test
    void eventsInJsonArePublishedAsTheyAre() {
        platform.on("POST /events", Answer.json(202, "{\"events\":2,\"subscribers\":0}"));

        assertThat(CommandRun.of(platform, "events", "publish", "[{},{}]").out())
                .isEqualTo("2 events are kept, for 0 subscribers.\n");
        assertThat(platform.last().headers()).containsEntry("Content-type", "application/cloudevents-batch+json");
        CommandRun.of(platform, "events", "publish", "{}");
        assertThat(platform.last().headers()).containsEntry("Content-type", "application/cloudevents+json");
        assertThat(CommandRun.of(platform, "events", "publish", "{}", "--id", "7")
                        .err())
                .contains("Attributes are of one event: give --type and --source too.");
        assertThat(CommandRun.of(platform, "events", "publish", "{}", "--type", "x")
                        .err())
                .contains("An event has both --type and --source; give both, or neither.");
    }

    @Test
    void deleteSaysWhatIsGone() {
        platform.on("DELETE /namespaces/shop/topics/orders", Answer.none());

        assertThat(CommandRun.of(platform, "topics", "delete", "orders", "-N", "shop")
                        .out())
                .isEqualTo("Topic orders is deleted, with all its records.\n");
    }

    @Test
    void publishSendsBytesWithKeyAndHeaders() throws IOException {
        platform.on("POST /topics/orders?key=m%C3%BCller%26co", Answer.json(200, KEPT));
        Path file = Files.write(folder.resolve("value"), new byte[] {0, (byte) 0xff});

        CommandRun run = CommandRun.of(
                platform, "topics", "publish", "orders", "@" + file, "-k", "m\u00fcller&co", "-H", "trace=caf\u00e9");

        assertThat(run.out()).isEqualTo("Kept in partition 3 at offset 17.\nKept in partition 0 at offset 2.\n");
        assertThat(platform.last().body()).isEqualTo("\0\u00ff");
        assertThat(platform.last().headers())
                .containsEntry("Content-type", "application/octet-stream")
                .containsEntry("Sluice-header-trace", "caf\u00c3\u00a9");
    }

    @Test
    void publishReadsStandardInput() {
        platform.on("POST /topics/orders", Answer.json(200, KEPT));

        CommandRun.with(
                Map.of("SLUICE_URL", platform.url()),
                Terminal.Look.PLAIN,
                "{\"item\":1}",
                "topics",
                "publish",
                "orders",
                "--content-type",
                "text/x");

        assertThat(platform.last().body()).isEqualTo("{\"item\":1}");
        assertThat(platform.last().headers()).containsEntry("Content-type", "text/x");
    }

    @Test
    void publishMakesAnEventOfATypeAndASource() {
        platform.on("POST /topics/orders", Answer.json(200, KEPT));

        CommandRun.of(
                platform,
                "topics",
                "publish",
                "orders",
                "{}",
                "--type",
                "order placed",
                "--source",
                "/shop",
                "--id",
                "7",
                "--subject",
                "caf\u00e9",
                "--key",
                "ada");

        assertThat(platform.last().headers())
                .containsEntry("Ce-specversion", "1.0")
                .containsEntry("Ce-id", "7")
                .containsEntry("Ce-type", "order%20placed")
                .containsEntry("Ce-source", "%2Fshop")
                .containsEntry("Ce-subject", "caf%C3%A9")
                .containsEntry("Ce-partitionkey", "ada")
                .containsEntry("Content-type", "application/json");
    }

    @Test
    void mistakesOfTheCommandLineAreToldBeforeAnythingIsSent() {
        assertThat(mistake("--type", "t"))
                .isEqualTo("Error: An event has both --type and --source; give both, or neither.\n");
        assertThat(mistake("--id", "7"))
                .isEqualTo("Error: --id and --subject are of events: give --type and --source too.\n");
        assertThat(mistake("-H", "x")).isEqualTo("Error: 'x' is no header field: write it as NAME=VALUE.\n");
        assertThat(mistake("-H", "a b=x"))
                .isEqualTo("Error: 'Sluice-Header-a b' is no header name: letters, digits and - are allowed.\n");
        assertThat(mistake("--content-type", "text/x\n"))
                .isEqualTo("Error: the value of header Content-Type has a line break or control character.\n");
        assertThat(platform.asked()).isEmpty();
    }

    private String mistake(String... options) {
        String[] arguments = new String[options.length + 4];
        System.arraycopy(new String[] {"topics", "publish", "orders", "x"}, 0, arguments, 0, 4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        CommandRun run = CommandRun.of(platform, arguments);
        assertThat(run.exitCode()).isEqualTo(2);
        return run.err();
    }

    @Test
    void tailShowsRecordsAsAPersonCanReadThem() {
        platform.on(
                "GET /topics/orders/records?follow=false&max=2&from=-2&partition=0",
                Answer.text(TEXT + "\n" + BYTES + "\n"));

        CommandRun run =
                CommandRun.of(platform, "topics", "tail", "orders", "-n", "2", "--from=-2", "--partition", "0");

        assertThat(run.out())
                .isEqualTo("2026-11-28T09:30:00Z 0:4 ada a\ufffdb\n2026-11-28T09:30:01Z 1:0 - base64:/w==\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void whoFollowsIsToldWhatIsGoneAndWhyItEnds() {
        platform.on(
                "GET /topics/orders/records?follow=true",
                Answer.text(": following\n\nevent: lost\ndata: {\"partition\":1,\"lost\":3}\n\ndata: " + TEXT
                        + "\n\nevent: failed\ndata: {\"status\":503,\"detail\":\"It is away.\",\"component\":\"events\","
                        + "\"reason\":\"broker_away\"}\n\n"));

        CommandRun run = CommandRun.of(platform, "topics", "tail", "orders", "-f");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("2026-11-28T09:30:00Z 0:4 ada a\ufffdb\n");
        assertThat(run.err())
                .isEqualTo("3 records are gone from partition 1: the topic keeps them no longer.\n"
                        + "Error: It is away.\n  (events, broker_away, 503)\n");
    }
}
