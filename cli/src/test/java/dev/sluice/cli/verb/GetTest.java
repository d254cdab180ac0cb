package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class GetTest {

    private static final String HELLO =
            "{\"apiVersion\":\"sluice.dev/v1\",\"kind\":\"Function\",\"metadata\":{\"name\":\"hello\","
                    + "\"labels\":{\"team\":\"a\"}},\"spec\":{\"code\":\"sha256:9f86d081884c7d659a2feaa0c55ad015\",\"memory\":\"256Mi\"}}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    private static Answer yaml(String text) {
        return new Answer(200, "application/yaml", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    @Test
    void resourcesAreATable() {
        platform.on("GET /documents/function?label=team%3Da", Answer.json(200, "{\"documents\":[" + HELLO + "]}"));

        assertThat(CommandRun.of(platform, "get", "Functions", "-l", "team=a").out())
                .contains("NAME", "KIND", "LABELS", "CODE")
                .containsPattern("hello +Function +team=a +sha256:9f86d081884c…");
    }

    @Test
    void oneDocumentIsShownAsItIs() {
        platform.on("GET /documents/function/hello", yaml("kind: Function\n"));
        CommandRun run = CommandRun.of(platform, "get", "function", "hello", "-o", "yaml");
        assertThat(run.out()).isEqualTo("kind: Function\n");
        assertThat(platform.last().headers()).containsEntry("Accept", "application/yaml");

        platform.on("GET /documents/function/hello", Answer.json(200, HELLO));
        assertThat(CommandRun.of(platform, "get", "function", "hello", "-o", "json")
                        .out())
                .contains("  \"kind\": \"Function\",\n");
    }

    @Test
    void pagesOfDocumentsBecomeOneText() {
        platform.on("GET /documents/function", yaml("a: 1\n---\nb: 2\n").with("Sluice-Next", "b"));
        platform.on("GET /documents/function?after=b", yaml("c: 3\n"));

        assertThat(CommandRun.of(platform, "get", "function", "-o", "yaml").out())
                .isEqualTo("a: 1\n---\nb: 2\n---\nc: 3\n");
    }

    @Test
    void pagesOfJsonBecomeOneListAndNothingIsToldAsThat() {
        platform.on("GET /documents/function", Answer.json(200, "{\"documents\":[{\"a\":1}],\"next\":\"a\"}"));
        platform.on("GET /documents/function?after=a", Answer.json(200, "{\"documents\":[{\"b\":2.50}]}"));

        assertThat(CommandRun.of(platform, "get", "function", "--json").out().replaceAll("\\s", ""))
                .isEqualTo("{\"documents\":[{\"a\":1},{\"b\":2.50}]}");
        platform.on("GET /documents/function", Answer.json(200, "{\"documents\":[]}"));
        assertThat(CommandRun.of(platform, "get", "function").out()).isEqualTo("There is no function.\n");
    }

    @Test
    void aKindThatThePlatformHasNotIsItsAnswer() {
        platform.on(
                "GET /documents/trigger",
                Answer.problem(
                        404,
                        "{\"status\":404,\"detail\":\"There is no kind 'trigger' of resources. There is: Function.\"}"));

        CommandRun run = CommandRun.of(platform, "get", "triggers");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("There is no kind 'trigger' of resources. There is: Function.");
    }

    @Test
    void aNameAndALabelExcludeEachOther() {
        assertThat(CommandRun.of(platform, "get", "function", "a", "-l", "b=c").err())
                .contains("-l chooses among many: leave out the name, or the label.");
    }

    @Test
    void describeTakesAKindToo() {
        platform.on("GET /functions/hello", Answer.json(200, "{\"name\":\"hello\",\"version\":1}"));

        assertThat(CommandRun.of(platform, "describe", "function", "hello").out())
                .contains("hello");
    }

    @Test
    void howAResourceOfAnotherKindStandsIsALineForEachMember() {
        platform.on(
                "GET /documents/trigger/orders/status",
                Answer.json(
                        200,
                        "{\"kind\":\"Trigger\",\"name\":\"orders\",\"state\":\"waiting_for_topic\",\"detail\":\"Create it.\","
                                + "\"lag\":3,\"notices\":[],\"partitions\":[{\"topic\":\"o\",\"partition\":0},{\"topic\":\"o\",\"partition\":1}],"
                                + "\"spec\":{\"function\":\"ship\",\"topic\":{\"name\":\"o\"}}}"));

        assertThat(CommandRun.of(platform, "describe", "trigger", "orders").out())
                .isEqualTo("""
                        orders  waiting for topic: Create it.
                          lag            3
                          partitions     topic=o, partition=0
                          partitions     topic=o, partition=1
                          spec           function=ship, topic=(name=o)
                        """);
    }

    @Test
    void aResourceOfAnotherKindIsRemovedByKindAndName() {
        platform.on("DELETE /documents/trigger/orders", Answer.none());

        assertThat(CommandRun.of(platform, "remove", "trigger/orders").out()).isEqualTo("trigger/orders is removed.\n");
    }

    @Test
    void theSchemaOfAKindIsPrinted() {
        platform.on(
                "GET /schemas/function",
                new Answer(
                        200,
                        "application/schema+json",
                        "{\"title\":\"Function\"}".getBytes(StandardCharsets.UTF_8),
                        Map.of()));

        assertThat(CommandRun.of(platform, "schema").out()).isEqualTo("{\n  \"title\": \"Function\"\n}\n");
        assertThat(CommandRun.of(platform, "schema", "Function", "--json").out())
                .isEqualTo("{\"title\":\"Function\"}\n");
    }
}
