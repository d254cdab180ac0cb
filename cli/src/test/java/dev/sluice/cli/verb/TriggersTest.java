package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TriggersTest {

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @Test
    void aListSaysToWhichFunctionATriggerBelongs() {
        platform.on(
                "GET /triggers",
                Answer.json(
                        200,
                        "{\"triggers\":[{\"name\":\"nightly\",\"function\":\"report\",\"source\":\"schedule\",\"state\":\"running\"},"
                                + "{\"name\":\"orders\",\"function\":\"ship\",\"source\":\"topic\",\"state\":\"paused\","
                                + "\"belongsTo\":\"ship\"}]}"));

        assertThat(CommandRun.of(platform, "triggers", "list").out())
                .containsPattern("NAME +FUNCTION +SOURCE +STATE +BELONGS TO\n"
                        + "nightly +report +schedule +running *\norders +ship +topic +paused +ship\n");
        assertThat(CommandRun.of(platform, "triggers", "list", "--json").out()).contains("\"belongsTo\":\"ship\"");
    }

    @Test
    void aTriggerIsPausedAndResumed() {
        platform.on("POST /triggers/ship/pause", Answer.json(200, "{\"name\":\"ship\",\"paused\":true}"));
        platform.on("POST /triggers/ship/resume", Answer.json(200, "{\"name\":\"ship\",\"paused\":false}"));

        assertThat(CommandRun.of(platform, "triggers", "pause", "ship").out())
                .isEqualTo("Trigger ship is paused; what comes meanwhile waits.\n");
        assertThat(CommandRun.of(platform, "triggers", "resume", "ship").out()).isEqualTo("Trigger ship is resumed.\n");
        assertThat(CommandRun.of(platform, "triggers", "resume", "ship", "--json")
                        .out())
                .isEqualTo("{\"name\":\"ship\",\"paused\":false}\n");
    }

    @Test
    void aScheduleIsRunByHand() {
        platform.on("POST /triggers/nightly/run", Answer.json(202, "{\"name\":\"nightly\",\"invocation\":\"01JD\"}"));

        assertThat(CommandRun.of(platform, "triggers", "run", "nightly").out())
                .isEqualTo("Trigger nightly runs now, as the call 01JD.\n");
    }

    @Test
    void aSeekShowsWhereEachPartitionStoodAndWhereItGoesOn() {
        platform.on(
                "POST /triggers/ship/seek?to=orders%2F1%4017",
                Answer.json(
                        200,
                        "{\"name\":\"ship\",\"to\":\"orders/1@17\",\"partitions\":"
                                + "[{\"topic\":\"orders\",\"partition\":1,\"from\":4711,\"to\":17}]}"));

        assertThat(CommandRun.of(platform, "triggers", "seek", "ship", "--to", "orders/1@17")
                        .out())
                .containsPattern("TOPIC +PARTITION +FROM +TO\norders +1 +4711 +17\n");
        assertThat(CommandRun.of(platform, "triggers", "seek", "ship").exitCode())
                .isEqualTo(2);
    }

    @Test
    void deadLettersAreMeantByTriggerReasonAndAge() {
        String query = "function=f&trigger=t&reason=too_old&olderThan=24h&youngerThan=48h";
        String[] filter = {"-f", "f", "-t", "t", "--reason", "too_old", "--older-than", "24h", "--younger-than", "48h"};
        platform.on("GET /dead-letters?limit=100&" + query, Answer.json(200, "{\"deadLetters\":[]}"));
        platform.on("POST /dead-letters/redrive?" + query, Answer.json(200, "{\"count\":2,\"left\":1}"));
        platform.on("DELETE /dead-letters?" + query, Answer.json(200, "{\"count\":1,\"left\":0}"));

        assertThat(CommandRun.of(platform, with(filter, "dead-letters", "list")).out())
                .isEqualTo("No dead letter.\n");
        assertThat(CommandRun.of(platform, with(filter, "dead-letters", "redrive", "--all"))
                        .out())
                .isEqualTo("2 dead letters are tried anew. Letters of triggers that are not there any more stay: 1.\n");
        assertThat(CommandRun.of(platform, with(filter, "dead-letters", "purge", "--all"))
                        .out())
                .isEqualTo("1 dead letter is dropped.\n");
        CommandRun one = CommandRun.of(platform, with(filter, "dead-letters", "purge", "01JDW3N4Q5R6S7T8V9W0X1Y2Z3"));
        assertThat(one.exitCode()).isEqualTo(2);
        assertThat(one.err()).contains("What a letter must be like goes with --all.");
    }

    private static String[] with(String[] more, String... first) {
        String[] all = new String[first.length + more.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
