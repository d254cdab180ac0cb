package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvokeTest {

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    Path folder;

    @Test
    void printsTheBodyAndNothingElse() {
        platform.on("GET /function/hello", Answer.text("Hello"));
        CommandRun run = CommandRun.of(platform, "invoke", "hello");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("Hello");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void keepsTheTokenToItselfUnlessAskedToSendIt() {
        platform.on("GET /function/hello", Answer.text("Hello"));
        CommandRun.of(platform, "invoke", "hello");
        assertThat(platform.last().headers()).doesNotContainKey("Authorization");
        CommandRun.of(platform, "invoke", "hello", "--auth");
        assertThat(platform.last().headers()).containsEntry("Authorization", "Bearer t0ken");
    }

    @Test
    void prefersTheTokenThatMayOnlyCall() throws IOException {
        platform.on("GET /function/hello", Answer.text("Hello"));
        Files.writeString(folder.resolve("admin.token"), "admin\n");
        Files.writeString(folder.resolve("invoke.token"), "invoke\n");
        Map<String, String> environment = Map.of("SLUICE_URL", platform.url(), "SLUICE_HOME", folder.toString());
        CommandRun.with(environment, Terminal.Look.PLAIN, "", "invoke", "hello", "--auth");
        assertThat(platform.last().headers()).containsEntry("Authorization", "Bearer invoke");
    }

    @Test
    void postsATextAndGuessesItsType() {
        platform.on("POST /function/hello", Answer.text("ok"));
        CommandRun.of(platform, "invoke", "hello", "-d", "{\"a\":1}");
        assertThat(platform.last().body()).isEqualTo("{\"a\":1}");
        assertThat(platform.last().headers()).containsEntry("Content-type", "application/json");
        CommandRun.of(platform, "invoke", "hello", "-d", "Ada");
        assertThat(platform.last().headers()).containsEntry("Content-type", "text/plain; charset=utf-8");
    }

    @Test
    void postsAFileAndStandardInput() throws IOException {
        platform.on("POST /function/hello", Answer.text("ok"));
        Path photo = Files.write(folder.resolve("a.jpg"), new byte[200_000]);
        CommandRun.of(platform, "invoke", "hello", "-d", "@" + photo);
        assertThat(platform.last().body()).hasSize(200_000);
        assertThat(platform.last().headers()).containsEntry("Content-type", "image/jpeg");
        CommandRun.with(
                Map.of("SLUICE_URL", platform.url()), Terminal.Look.PLAIN, "from a pipe", "invoke", "hello", "-d", "-");
        assertThat(platform.last().body()).isEqualTo("from a pipe");
        assertThat(platform.last().headers()).containsEntry("Transfer-encoding", "chunked");
    }

    @Test
    void passesMethodPathAndHeadersOn() {
        platform.on("PATCH /function/hello/a/b?c=d", Answer.text("ok"));
        CommandRun run = CommandRun.of(
                platform,
                "invoke",
                "hello",
                "-X",
                "patch",
                "-p",
                "a/b?c=d",
                "-H",
                "X-One: 1",
                "-H",
                "content-type: x/y",
                "-d",
                "z");
        assertThat(run.out()).isEqualTo("ok");
        assertThat(platform.last().headers()).containsEntry("X-one", "1").containsEntry("Content-type", "x/y");
    }

    @Test
    void infoShowsStatusAndTimingsBesideTheBody() {
        platform.on(
                "GET /function/hello",
                Answer.text("Hello")
                        .with("Server-Timing", "queue;dur=0.1, cold;dur=6.25, run;dur=0.8")
                        .with("Sluice-Cold", "true")
                        .with("Sluice-Invocation", "01HZ"));
        CommandRun run = CommandRun.of(platform, "invoke", "hello", "-i");
        assertThat(run.out()).isEqualTo("Hello");
        assertThat(run.err())
                .startsWith("200")
                .contains("cold: queue 0.1 ms, start 6.3 ms, run 0.8 ms; ", "invocation 01HZ");
    }

    @Test
    void theSameContentHasTheSameTypeWhereverItComesFrom() throws IOException {
        platform.on("POST /function/hello", Answer.text("hi"));
        Path file = Files.writeString(folder.resolve("order"), "{\"a\": 1}");
        for (String data : List.of("{\"a\": 1}", "-", "@" + file)) {
            CommandRun.with(
                    Map.of("SLUICE_URL", platform.url()),
                    Terminal.Look.PLAIN,
                    "{\"a\": 1}",
                    "invoke",
                    "hello",
                    "-d",
                    data);
            assertThat(platform.last().headers()).as(data).containsEntry("Content-type", "application/json");
            assertThat(platform.last().body()).isEqualTo("{\"a\": 1}");
        }
        CommandRun.with(Map.of("SLUICE_URL", platform.url()), Terminal.Look.PLAIN, "Ada", "invoke", "hello", "-d", "-");
        assertThat(platform.last().headers()).containsEntry("Content-type", "text/plain; charset=utf-8");
        Files.write(file, new byte[] {0, 1, (byte) 0xff});
        CommandRun.of(platform, "invoke", "hello", "-d", "@" + file);
        assertThat(platform.last().headers()).containsEntry("Content-type", "application/octet-stream");
    }

    @Test
    void aFunctionsOwnErrorStatusIsItsAnswerAndAnExitCode() {
        platform.on("GET /function/hello", Answer.json(404, "{\"no\":\"such order\"}"));
        CommandRun run = CommandRun.of(platform, "invoke", "hello");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("{\"no\":\"such order\"}");
    }

    @Test
    void aFunctionThatThrewShowsItsErrorAndFrames() {
        platform.on("GET /function/hello", Answer.problem(500, """
                        {"status":500,"detail":"The function threw.","component":"function","reason":"threw","invocation":"01HZ",
                        "function":{"type":"java.lang.IllegalStateException","message":"boom","frames":["demo.Hello.apply(Hello.java:12)"]}}"""));
        CommandRun run = CommandRun.of(platform, "invoke", "hello");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        "Error: The function threw.",
                        "  java.lang.IllegalStateException: boom",
                        "    at demo.Hello.apply(Hello.java:12)",
                        "  (function, threw, 500, invocation 01HZ)");
    }

    @Test
    void whatAnAnswerIsBriefAboutComesFromTheLog() {
        platform.on("GET /function/hello", Answer.problem(502, """
                        {"status":502,"detail":"The function threw an error.","component":"function","reason":"function_threw","invocation":"01HZ"}"""))
                .on(
                        "GET /functions/hello/logs?follow=false&tail=60&invocation=01HZ",
                        new Answer(200, "application/x-ndjson", """
                                {"source":"stdout","line":"at work"}
                                {"source":"error","line":"of the function itself"}
                                {"source":"error","line":"[sluice] the call threw java.lang.IllegalStateException: boom"}
                                {"source":"error","line":"    at demo.Hello.apply(Hello.java:12)"}
                                """.getBytes(StandardCharsets.UTF_8), Map.of()));
        CommandRun run = CommandRun.of(platform, "invoke", "hello", "--token", "admin");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .containsExactly(
                        "Error: The function threw an error.",
                        "  (function, function_threw, 502, invocation 01HZ)",
                        "  the call threw java.lang.IllegalStateException: boom",
                        "      at demo.Hello.apply(Hello.java:12)");
        assertThat(platform.last().headers()).containsEntry("Authorization", "Bearer admin");
    }

    @Test
    void whoMayNotReadTheLogSeesTheBriefAnswer() {
        platform.on("GET /function/hello", Answer.problem(502, """
                        {"status":502,"detail":"The function threw an error.","component":"function","reason":"function_threw","invocation":"01HZ"}"""));
        CommandRun run = CommandRun.of(platform, "invoke", "hello", "--token", "wrong");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .containsExactly(
                        "Error: The function threw an error.", "  (function, function_threw, 502, invocation 01HZ)");
    }

    @Test
    void bytesGoToAFileAndNotToATerminal() throws IOException {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G'};
        platform.on("GET /function/thumb", new Answer(200, "image/png", png, Map.of()));
        CommandRun shown = CommandRun.with(
                Map.of("SLUICE_URL", platform.url()), new Terminal.Look(false, true, 80), "", "invoke", "thumb");
        assertThat(shown.out()).isEmpty();
        assertThat(shown.err()).contains("image/png, which a terminal cannot show: add -o FILE");
        Path file = folder.resolve("t.png");
        CommandRun.of(platform, "invoke", "thumb", "-o", file.toString());
        assertThat(file).hasBinaryContent(png);
        CommandRun unwritable = CommandRun.of(platform, "invoke", "thumb", "-o", "/nowhere/t.png");
        assertThat(unwritable.exitCode()).isEqualTo(5);
        assertThat(unwritable.err()).contains("Cannot write to /nowhere/t.png");
    }

    @Test
    void mistakesInTheCommandLineAreToldBeforeAnythingIsSent() {
        assertThat(CommandRun.of(platform, "invoke", "hello", "-H", "no colon").err())
                .contains("'no colon' is no header: write 'Name: value'");
        assertThat(CommandRun.of(platform, "invoke", "hello", "-H", "A: b\nC: d")
                        .err())
                .contains("has a line break");
        assertThat(CommandRun.of(platform, "invoke", "hello", "-p", "/a b").err())
                .contains("blanks and special letters encoded");
        CommandRun file = CommandRun.of(platform, "invoke", "hello", "-d", "@/nowhere/x");
        assertThat(file.err()).contains("Cannot read /nowhere/x: there is no such file.");
        assertThat(file.exitCode()).isEqualTo(5);
        assertThat(platform.asked()).isEmpty();
    }

    @Test
    void saysThePriorityOfACallThatRunsLater() {
        platform.on("POST /async-function/hello", Answer.text("{}"));
        CommandRun.of(platform, "invoke", "hello", "--async", "--priority", "1");
        assertThat(platform.last().headers()).containsEntry("X-priority", "1");

        CommandRun refused = CommandRun.of(platform, "invoke", "hello", "--priority", "1");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("--priority is of calls that run later: add --async.");
    }

    @Test
    void saysTheVersionOfACallThatRunsLater() {
        platform.on("POST /async-function/hello", Answer.text("{}"));
        CommandRun.of(platform, "invoke", "hello", "--async", "--at-version", "accepted");
        assertThat(platform.last().headers()).containsEntry("X-version", "accepted");

        CommandRun refused = CommandRun.of(platform, "invoke", "hello", "--at-version", "3");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("--at-version is of calls that run later: add --async.");
    }

    @Test
    void repeatedCallsShowTheirTimesAndNotTheirAnswers() throws IOException {
        platform.on("POST /function/hello", Answer.text("Hello"));
        Path body = Files.writeString(folder.resolve("body.json"), "{}");

        CommandRun run = CommandRun.of(platform, "invoke", "hello", "--body", "@" + body, "--repeat", "5");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("5 calls: 5 answered 200\n");
        assertThat(run.out().lines().skip(1))
                .singleElement()
                .asString()
                .matches("min .* ms   p50 .* ms   p99 .* ms   max .* ms   first .* ms");
        assertThat(platform.asked()).hasSize(5).allMatch(asked -> asked.body().equals("{}"));
    }

    @Test
    void repeatedCallsOfWhichSomeFailFail() {
        platform.on("GET /function/hello", Answer.problem(503, "{\"status\":503}"));

        CommandRun run = CommandRun.of(platform, "invoke", "hello", "--repeat", "3", "--json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("{\"calls\":3,\"failed\":3,\"millis\":{\"min\":");
    }

    @Test
    void whatCannotBeRepeatedIsRefused() {
        assertThat(CommandRun.of(platform, "invoke", "hello", "--repeat", "2", "-d", "-")
                        .err())
                .contains("Standard input can be sent once");
        assertThat(CommandRun.of(platform, "invoke", "hello", "--repeat", "0").err())
                .contains("--repeat is 1 to 1000000.");
        assertThat(CommandRun.of(platform, "invoke", "hello", "--repeat", "2", "--async")
                        .err())
                .contains("leave out --async, -i and -o.");
        assertThat(platform.asked()).isEmpty();
    }

    @Test
    void aPercentileIsTheLeastValueThatSoManyAreNotAbove() {
        assertThat(Repeated.rank(new long[] {7}, 50)).isEqualTo(7);
        assertThat(Repeated.rank(new long[] {1, 2, 3, 4}, 50)).isEqualTo(2);
        assertThat(Repeated.rank(java.util.stream.LongStream.rangeClosed(1, 200).toArray(), 99))
                .isEqualTo(198);
    }
}
