package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class InvocationsTest {

    private static final String CALL = "{\"id\":\"01JDW3N4Q5R6S7T8V9W0X1Y2Z3\",\"namespace\":\"default\","
            + "\"function\":\"hello\",\"state\":\"%s\",\"acceptedAt\":\"2026-11-28T09:30:00Z\","
            + "\"changedAt\":\"2026-11-28T09:30:00Z\",\"attempts\":2,\"key\":\"ada\"}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @Test
    void callsAreListedPageByPageUntilThereAreEnough() {
        platform.on(
                "GET /invocations?limit=2&function=hello&key=ada&olderThan=1h",
                Answer.json(200, "{\"invocations\":[" + CALL.formatted("dead") + "],\"next\":\"1-7\"}"));
        platform.on(
                "GET /invocations?limit=1&function=hello&key=ada&olderThan=1h&after=1-7",
                Answer.json(200, "{\"invocations\":[" + CALL.formatted("waiting") + "],\"next\":\"2-9\"}"));

        CommandRun run = CommandRun.of(
                platform, "invocations", "list", "-n", "2", "-f", "hello", "--key", "ada", "--older-than", "1h");

        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("ID FUNCTION STATE AGE ATTEMPTS VERSION KEY ERROR"),
                        line -> assertThat(line).startsWith("01JDW3N4Q5R6S7T8V9W0X1Y2Z3 hello dead "),
                        line -> assertThat(line).startsWith("01JDW3N4Q5R6S7T8V9W0X1Y2Z3 hello waiting "));
        platform.on("GET /invocations?limit=100&state=dead", Answer.json(200, "{\"invocations\":[]}"));
        assertThat(CommandRun.of(platform, "invocations", "list", "--state", "dead")
                        .out())
                .isEqualTo("No such call.\n");
    }

    @Test
    void cancellingAndForgettingCountsThoseOfAllPages() {
        platform.on("DELETE /invocations?limit=1000", Answer.json(200, "{\"count\":0,\"next\":\"0-50000\"}"));
        platform.on("DELETE /invocations?limit=1000&after=0-50000", Answer.json(200, "{\"count\":3}"));
        platform.on("DELETE /outcomes?limit=1000&state=dead", Answer.json(200, "{\"count\":1}"));

        assertThat(CommandRun.of(platform, "invocations", "cancel", "--all").out())
                .isEqualTo("3 calls are cancelled, unless they ended first.\n");
        assertThat(CommandRun.of(platform, "invocations", "purge", "--all", "--state", "dead")
                        .out())
                .isEqualTo("1 call is forgotten.\n");
    }

    @Test
    void oneCallOrAllAreCancelled() {
        CommandRun run = CommandRun.of(platform, "invocations", "cancel");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Name one call by its id, or all of them by --all.");
    }
}
