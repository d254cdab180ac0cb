package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.terminal.Terminal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StragglersTest {

    private static CommandRun run(String... arguments) {
        return CommandRun.with(Map.of(), Terminal.Look.PLAIN, "", arguments);
    }

    /** As the notes to the book have it: 5 leaves make a p99 a p95, and of 100 leaves one is slow in two answers of three. */
    @Test
    void aSeldomSlowLeafMakesManyAnswersOfManyLeavesSlow() {
        assertThat(run("stragglers", "--leaves", "1,5,50,100").out()).isEqualTo("""
                        LEAVES  SLOW ANSWERS  WITH A HEDGE, AT MOST  OF A LEAF, THE P99 OF ALL IS THE
                        1       1 %           0.01 %                 p99
                        5       4.9 %         0.05 %                 p99.8
                        50      39.5 %        0.499 %                p99.98
                        100     63.4 %        0.995 %                p99.99
                        """);
    }

    @Test
    void whatIsSlowMoreOftenIsComputedTooAndProgramsAreToldNumbers() {
        CommandRun run = run("stragglers", "--leaves", "2", "--slow", "50", "--json");

        assertThat(run.out())
                .startsWith("{\"stragglers\":[{\"leaves\":2,\"slowAnswers\":0.75,\"slowWithHedge\":0.4375,");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(run("stragglers", "--leaves", "0").exitCode()).isEqualTo(2);
        assertThat(run("stragglers", "--slow", "100").err())
                .contains("Leaves are 1 to 1000000, and slow calls more than 0 and less than 100 of a hundred.");
    }
}
