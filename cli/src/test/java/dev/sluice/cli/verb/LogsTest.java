package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LogsTest {

    private static final String LINE =
            "{\"time\":\"2026-01-01T00:00:00.123456Z\",\"version\":1,\"instance\":\"r-1\",\"invocation\":\"01HZ\",\"source\":\"stdout\",\"line\":\"hello\"}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @Test
    void showsTimeSourceAndLine() {
        platform.on(
                "GET /functions/hello/logs?follow=false",
                ndjson(LINE + "\n" + LINE.replace("hello", "bad \\u001b[31m").replace("stdout", "stderr") + "\n"));
        assertThat(CommandRun.of(platform, "logs", "hello").out().lines())
                .satisfiesExactly(
                        first -> assertThat(first).matches("\\d\\d:\\d\\d:00\\.123 stdout hello"),
                        second -> assertThat(second).matches("\\d\\d:\\d\\d:00\\.123 stderr bad \uFFFD\\[31m"));
    }

    @Test
    void showsFieldsAfterTheLine() {
        platform.on(
                "GET /functions/hello/logs?follow=false",
                ndjson(LINE.replace("stdout", "warn")
                                .replace("\"hello\"}", "\"slow\",\"fields\":{\"ms\":\"120\",\"to\":\"a b\\u001b\"}}")
                        + "\n"));
        assertThat(CommandRun.of(platform, "logs", "hello").out().strip())
                .endsWith(" warn   slow ms=120 to=\"a b\uFFFD\"");
    }

    @Test
    void asksForTailAndInvocationAndPassesLinesToPrograms() {
        platform.on("GET /functions/hello/logs?follow=false&tail=5&invocation=01HZ", ndjson(LINE + "\n"));
        CommandRun run = CommandRun.of(platform, "logs", "hello", "-n", "5", "--invocation", "01HZ", "--json");
        assertThat(run.out()).isEqualTo(LINE + System.lineSeparator());
    }

    @Test
    void followsEventsAndSaysWhereLinesAreMissing() {
        String events = "data: " + LINE + "\n\n: still here\n\nevent: lost\ndata: {\"lost\":17}\n\ndata: "
                + LINE.replace("hello", "again") + "\n\n";
        platform.on(
                "GET /functions/hello/logs?follow=true",
                new Answer(200, "text/event-stream", events.getBytes(StandardCharsets.UTF_8), Map.of()));
        CommandRun run = CommandRun.of(platform, "logs", "hello", "-f");
        assertThat(run.out().lines()).hasSize(2).last().asString().endsWith("again");
        assertThat(run.err()).contains("17 lines are missing here", "The platform ended the connection.");
        assertThat(platform.last().headers()).containsEntry("Accept", "text/event-stream");
    }

    @Test
    void anUnknownFunctionIsTheProblemOfTheApi() {
        platform.on(
                "GET /functions/nope/logs?follow=false",
                Answer.problem(
                        404,
                        "{\"detail\":\"There is no function 'nope'.\",\"component\":\"gateway\",\"reason\":\"no_such_function\"}"));
        CommandRun run = CommandRun.of(platform, "logs", "nope");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("There is no function 'nope'.", "(gateway, no_such_function, 404)");
    }

    private static Answer ndjson(String lines) {
        return new Answer(200, "application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
