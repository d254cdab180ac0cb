package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class GraphTest {

    private static final String GRAPH = "{\"since\":\"2026-11-28T09:00:00Z\",\"nodes\":["
            + "{\"id\":\"topic:orders\",\"kind\":\"topic\",\"name\":\"orders\"},"
            + "{\"id\":\"trigger:t\",\"kind\":\"trigger\",\"name\":\"t\"},"
            + "{\"id\":\"function:end\",\"kind\":\"function\",\"name\":\"end\"}],\"edges\":["
            + "{\"from\":\"topic:orders\",\"to\":\"trigger:t\",\"kind\":\"trigger\",\"by\":\"t\",\"declared\":true},"
            + "{\"from\":\"trigger:t\",\"to\":\"function:end\",\"kind\":\"trigger\",\"by\":\"t\",\"declared\":true,"
            + "\"count\":12,\"perSecond\":0.25},"
            + "{\"from\":\"function:end\",\"to\":\"function:end\",\"kind\":\"call\",\"by\":\"http\",\"declared\":false,"
            + "\"count\":3,\"perSecond\":0.062,\"lastAt\":\"2026-11-28T09:00:10Z\"}],\"leftOut\":2}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @Test
    void aTableTellsWhoCallsWhom() {
        platform.on("GET /graph", Answer.json(200, GRAPH));
        assertThat(CommandRun.of(platform, "graph").out().lines().map(String::stripTrailing))
                .containsExactly(
                        "FROM          TO            AS       BY    COUNT  PER SECOND",
                        "topic orders  trigger t     trigger  t",
                        "trigger t     function end  trigger  t     12     0.25",
                        "function end  function end  call     http  3      0.062",
                        "Counted by this gateway since 2026-11-28T09:00:00Z. Not shown: 2 calls.");
    }

    @Test
    void aFlowchartHasNamesThatNoWordOfTheLanguageCanBe() {
        platform.on("GET /graph", Answer.json(200, GRAPH));
        assertThat(CommandRun.of(platform, "graph", "--mermaid").out())
                .isEqualTo("flowchart LR\n"
                        + "  n0[(\"orders\")]\n"
                        + "  n1{{\"t\"}}\n"
                        + "  n2[\"end\"]\n"
                        + "  n0 -->|\"trigger\"| n1\n"
                        + "  n1 -->|\"trigger 12\"| n2\n"
                        + "  n2 -.->|\"call 3\"| n2\n");
    }

    @Test
    void whereNothingIsConnectedThatIsSaid() {
        platform.on(
                "GET /namespaces/shop/graph",
                Answer.json(200, "{\"since\":\"2026-11-28T09:00:00Z\",\"nodes\":[],\"edges\":[],\"leftOut\":0}"));
        assertThat(CommandRun.of(platform, "graph", "--namespace", "shop").out())
                .isEqualTo("Nothing is connected: there are no triggers, and no function has called another.\n");
    }
}
