package dev.sluice.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritingVerbsTest {

    private static final String DEPLOYED = """
            {"name":"hello","version":3,"digest":"sha256:9f86d081884c7d65","url":"http://127.0.0.1:8080/function/hello","runtime":"java25",\
            "handler":"demo.Hello","detected":["runtime","handler"],"description":"demo.Hello: Function<String, String>","created":true,\
            "createdAt":"2026-01-01T00:00:00Z","specialiseMillis":7}""";

    private static final String STEP =
            "id: 1\nevent: step\ndata: {\"number\":1,\"step\":\"checked\",\"message\":\"the spec is valid\"}\n\n";

    private static final String CHANGED = "{\"replaced\":2,\"changes\":["
            + "{\"key\":\"code\",\"from\":\"sha256:000000000000aaaaaa\",\"to\":\"sha256:9f86d081884c7d65\"},"
            + "{\"key\":\"memory\",\"from\":\"256Mi\",\"to\":\"512Mi\"},"
            + "{\"key\":\"environment.A\",\"to\":\"1\"},{\"key\":\"environment.B\",\"from\":\"\"},"
            + "{\"key\":\"decorators\",\"from\":[],\"to\":[\"cors\"]}],";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    Path folder;

    /** The platform takes what is deployed, and says as it happens what comes of it. */
    private void deploys(String name, String query, String result) {
        follows(name, query, "event: ended\nid: 2\ndata: {\"state\":\"succeeded\",\"result\":" + result + "}\n\n");
    }

    private void follows(String name, String query, String end) {
        String path = "/functions/" + name + "/deployments";
        platform.on("POST " + path + query, Answer.json(202, "{\"id\":\"D1\",\"state\":\"running\"}"));
        platform.on("GET " + path + "/D1?follow=true", Answer.text(": following\n\n" + STEP + end));
    }

    private PlatformDouble.Asked uploaded() {
        return platform.asked().stream()
                .filter(asked -> asked.method().equals("POST"))
                .findFirst()
                .orElseThrow();
    }

    private Path jar() throws IOException {
        return Files.writeString(folder.resolve("hello.jar"), "PK-the-code");
    }

    @Test
    void deployShowsEachStepToWhoeverWatches() throws IOException {
        deploys("hello", "", DEPLOYED);
        CommandRun plain = CommandRun.of(platform, "deploy", "hello", jar().toString());
        assertThat(plain.err()).isEqualTo("checked: the spec is valid\n");
        CommandRun live = CommandRun.with(
                Map.of("SLUICE_URL", platform.url()),
                new Terminal.Look(false, true, 24),
                "",
                "deploy",
                "hello",
                jar().toString());
        assertThat(live.err()).endsWith("checked: the spec is v…\r\u001b[K");
        assertThat(live.out()).isEqualTo(plain.out());
        for (String quiet : List.of("-q", "--quiet", "--json")) {
            CommandRun run = CommandRun.of(platform, "deploy", "hello", jar().toString(), quiet);
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).contains("http://127.0.0.1:8080/function/hello");
        }
    }

    @Test
    void aDeploymentThatFailsShowsWhatTheCodePrintedAndWhyAndFails() throws IOException {
        follows(
                "hello",
                "",
                "id: 2\nevent: log\ndata: {\"number\":2,\"line\":\"no database\"}\n\n"
                        + "id: 3\nevent: ended\ndata: {\"state\":\"failed\",\"problem\":{\"status\":422,\"detail\":\"It did not"
                        + " start.\",\"component\":\"function\",\"reason\":\"initialiser_failed\"}}\n\n");

        CommandRun run = CommandRun.of(platform, "deploy", "hello", jar().toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("checked: the spec is valid\nno database\nError: It did not start.\n"
                        + "  (function, initialiser_failed, 422)\n");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void deployWithoutWaitingPrintsTheId() throws IOException {
        deploys("hello", "", DEPLOYED);

        CommandRun run = CommandRun.of(platform, "deploy", "hello", jar().toString(), "--no-wait");

        assertThat(run.out()).isEqualTo("D1\n");
        assertThat(platform.asked()).hasSize(1);
    }

    @Test
    void aConnectionThatIsLostIsMadeAgainWhereItWas() throws IOException {
        follows("hello", "", "");

        CommandRun run = CommandRun.of(platform, "deploy", "hello", jar().toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .endsWith("Error: The connection was lost, and the deployment goes on without it: ./sluice deployments"
                        + " shows it.\n");
        assertThat(platform.asked().stream()
                        .filter(asked -> asked.method().equals("GET"))
                        .map(asked -> asked.headers().get("Last-event-id")))
                .containsExactly("0", "1", "1", "1", "1");
    }

    @Test
    void deploymentsAreListedAndOneIsShownToItsEnd() {
        deploys("hello", "", DEPLOYED);
        platform.on(
                "GET /functions/hello/deployments",
                Answer.json(
                        200,
                        "{\"deployments\":[{\"id\":\"D2\",\"state\":\"failed\",\"startedAt\":\"x\",\"steps\":[{\"step\":\"in_service\"}],"
                                + "\"problem\":{\"detail\":\"No.\"}},{\"id\":\"D1\",\"state\":\"succeeded\",\"startedAt\":\"x\",\"steps\":[],"
                                + "\"result\":{\"version\":3}}]}"));
        assertThat(CommandRun.of(platform, "deployments", "hello").out().lines())
                .containsExactly(
                        "ID  STATE      AGE  VERSION  LAST STEP   WHY",
                        "D2  failed     x             in service  No.",
                        "D1  succeeded  x    3");
        CommandRun one = CommandRun.of(platform, "deployments", "hello", "D1");
        assertThat(one.out()).startsWith("hello version 3 is live: ");
        assertThat(one.err()).isEqualTo("checked: the spec is valid\n");
    }

    @Test
    void deployUploadsTheCodeAndSaysWhereItIsLive() throws IOException {
        deploys("hello", "", DEPLOYED);
        Path jar = Files.writeString(folder.resolve("hello.jar"), "PK-the-code");
        CommandRun run = CommandRun.of(platform, "deploy", "hello", jar.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("hello version 3 is live: http://127.0.0.1:8080/function/hello")
                .contains("demo.Hello: Function<String, String> (found in the code: runtime, handler)")
                .contains("started once to check it, in 7.0 ms");
        assertThat(uploaded().body()).contains("name=\"code\"; filename=\"hello.jar\"", "PK-the-code");
        assertThat(uploaded().headers().get("Content-type")).startsWith("multipart/form-data; boundary=");
    }

    @Test
    void deployShowsWhatThePlatformWarnsOf() throws IOException {
        deploys("hello", "", DEPLOYED.replaceFirst("\\{", "{\"warnings\":[\"cache stands before auth.\"],"));
        Path jar = Files.writeString(folder.resolve("hello.jar"), "PK-the-code");
        assertThat(CommandRun.of(platform, "deploy", "hello", jar.toString()).out())
                .contains("  warning: cache stands before auth.");
    }

    @Test
    void deploySendsEachSettingAsItsField() throws IOException {
        deploys("hello", "", DEPLOYED);
        Path jar = Files.writeString(folder.resolve("hello.jar"), "code");
        Path spec = Files.writeString(folder.resolve("hello.yaml"), "timeout: 3s");
        CommandRun run = CommandRun.of(
                platform,
                "deploy",
                "hello",
                jar.toString(),
                "--spec",
                spec.toString(),
                "--handler",
                "a.B",
                "--runtime",
                "java25",
                "-m",
                "512Mi",
                "-t",
                "5s",
                "-e",
                "A=1",
                "-e",
                "B=x=y",
                "--secret",
                "DB=db-password",
                "-l",
                "team=a",
                "--set",
                "access=token");
        assertThat(run.exitCode()).isZero();
        String body = uploaded().body();
        assertThat(body)
                .contains(
                        field("handler", "a.B"),
                        field("runtime", "java25"),
                        field("memory", "512Mi"),
                        field("timeout", "5s"))
                .contains(
                        field("env.A", "1"),
                        field("env.B", "x=y"),
                        field("secret.DB", "db-password"),
                        field("label.team", "a"))
                .contains(field("access", "token"), "name=\"spec\"", "timeout: 3s");
    }

    @Test
    void deployShowsInWhatTheVersionDiffersFromTheOneBefore() throws IOException {
        deploys("hello", "?replace=true", DEPLOYED.replaceFirst("\\{", CHANGED));
        Path jar = Files.writeString(folder.resolve("hello.jar"), "code");
        CommandRun run = CommandRun.of(platform, "deploy", "hello", jar.toString(), "--replace");
        assertThat(run.out())
                .contains(
                        "  code is sha256:9f86d081884c…; it was sha256:000000000000…\n",
                        "  memory is 512Mi; it was 256Mi\n",
                        "  environment.A is 1; it was not set\n",
                        "  environment.B is not set any more; it was empty\n",
                        "  decorators is [\"cors\"]; it was []\n");
    }

    @Test
    void setSendsFieldsAndNoCode() {
        platform.on("PUT /functions/hello", Answer.json(201, DEPLOYED.replaceFirst("\\{", CHANGED)));
        CommandRun run = CommandRun.of(
                platform, "set", "hello", "memory=512Mi", "env.A=1=2", "--unset", "env.B", "-u", "label.team");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("hello version 3 is live", "  memory is 512Mi; it was 256Mi\n");
        assertThat(platform.last().body())
                .contains(field("unset", "env.B,label.team"), field("memory", "512Mi"), field("env.A", "1=2"))
                .doesNotContain("name=\"code\"");
    }

    @Test
    void setOfNothingSaysHow() {
        CommandRun run = CommandRun.of(platform, "set", "hello");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Say what to change: KEY=VALUE, as in memory=512Mi, or --unset KEY.");
    }

    private static String field(String name, String value) {
        return "name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    @Test
    void deployOfTheSameContentSaysThatNothingChanged() throws IOException {
        deploys("hello", "", DEPLOYED.replace("\"created\":true", "\"created\":false"));
        Path jar = Files.writeString(folder.resolve("hello.jar"), "code");
        assertThat(CommandRun.of(platform, "deploy", "hello", jar.toString()).out())
                .contains("hello version 3 is live already, with this very code and spec");
    }

    @Test
    void aLargeUploadShowsItsProgressOnATerminal() throws IOException {
        deploys("big", "", DEPLOYED);
        Path jar = Files.write(folder.resolve("big.jar"), new byte[3_000_000]);
        CommandRun run = CommandRun.with(
                Map.of("SLUICE_URL", platform.url()),
                new Terminal.Look(false, true, 80),
                "",
                "deploy",
                "big",
                jar.toString());
        assertThat(run.err()).contains("Uploading big.jar  100 %  2.9 MiB of 2.9 MiB");
        assertThat(uploaded().body()).hasSizeGreaterThan(3_000_000);
    }

    @Test
    void deployOfAFileThatIsMissingEmptyOrAFolderIsOneSentence() throws IOException {
        CommandRun missing = CommandRun.of(platform, "deploy", "hello", "/nowhere/hello.jar");
        assertThat(missing.exitCode()).isEqualTo(5);
        assertThat(missing.err().strip()).isEqualTo("Error: There is no file /nowhere/hello.jar.");
        assertThat(CommandRun.of(platform, "deploy", "hello", folder.toString()).err())
                .contains("has no code that can be deployed");
        Path empty = Files.createFile(folder.resolve("empty.jar"));
        assertThat(CommandRun.of(platform, "deploy", "hello", empty.toString()).err())
                .contains("is empty");
        assertThat(platform.asked()).isEmpty();
    }

    @Test
    void deployOfAFolderNamesTheFunctionAfterItAndSendsTheSpecBesideTheCode() throws IOException {
        Path shop = Files.createDirectory(folder.resolve("shop"));
        Files.writeString(shop.resolve("index.mjs"), "the code");
        Files.writeString(shop.resolve("spec.yaml"), "memory: 300Mi");
        deploys("shop", "", DEPLOYED);

        CommandRun run = CommandRun.of(platform, "deploy", shop + "/.");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("as the function shop.");
        assertThat(uploaded().body()).contains("filename=\"index.mjs\"", "the code", "name=\"spec\"", "memory: 300Mi");
    }

    @Test
    void aFolderOfSeveralFilesIsSentAsOneArchive() throws IOException {
        deploys("my-shop", "", DEPLOYED);
        Path shop = Files.createDirectory(folder.resolve("My Shop"));
        Files.writeString(shop.resolve("index.mjs"), "");
        Files.writeString(shop.resolve("package.json"), "{\"dependencies\": {}}");

        CommandRun run = CommandRun.of(platform, "deploy", shop + "/");

        assertThat(run.err()).contains("as the function my-shop.", "Packed 2 files of ");
        assertThat(uploaded().body()).contains("filename=\"sluice-", ".tar.gz\"");
    }

    @Test
    void variablesInASpecAreReplacedBeforeItIsSent() throws IOException {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), "memory: ${MEMORY}\ntimeout: ${LIMIT:-7s}\n");
        Path variables = Files.writeString(folder.resolve("of.env"), "MEMORY=300Mi\n");
        deploys("hello", "", DEPLOYED);

        CommandRun missing = CommandRun.of(platform, "deploy", "hello", jar().toString(), "--spec", spec.toString());
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("In " + spec + ", line 1: the variable MEMORY is not set");
        assertThat(platform.asked()).isEmpty();

        CommandRun.of(
                platform,
                "deploy",
                "hello",
                jar().toString(),
                "--spec",
                spec.toString(),
                "--env-file",
                variables.toString());
        assertThat(uploaded().body()).contains("memory: 300Mi\ntimeout: 7s\n");
    }

    @Test
    void removeTakesSeveralNames() {
        platform.on("DELETE /functions/a", Answer.none()).on("DELETE /functions/b", Answer.none());
        CommandRun run = CommandRun.of(platform, "remove", "a", "b");
        assertThat(run.out().lines()).containsExactly("a is removed.", "b is removed.");
        platform.on(
                "DELETE /functions/a", Answer.json(200, "{\"calls\":1,\"triggers\":[],\"detail\":\"1 call waits.\"}"));
        CommandRun told = CommandRun.of(platform, "remove", "a");
        assertThat(told.out()).isEqualTo("a is removed.\n");
        assertThat(told.err()).isEqualTo("1 call waits.\n");
    }

    @Test
    void rollbackTakesTheVersionBeforeTheLiveOne() {
        platform.on(
                "GET /functions/hello/versions",
                Answer.json(
                        200,
                        "{\"versions\":[{\"version\":4},{\"version\":3,\"live\":true},{\"version\":2},{\"version\":1}]}"));
        platform.on(
                "POST /functions/hello/rollback", Answer.json(200, DEPLOYED.replace("\"version\":3", "\"version\":2")));
        assertThat(CommandRun.of(platform, "rollback", "hello").out()).contains("hello version 2 is live");
        assertThat(platform.last().body()).isEqualTo("{\"version\":2}");
        CommandRun.of(platform, "rollback", "hello", "--to", "1");
        assertThat(platform.last().body()).isEqualTo("{\"version\":1}");
    }

    @Test
    void rollbackOfAFirstVersionSaysThatThereIsNone() {
        platform.on(
                "GET /functions/hello/versions", Answer.json(200, "{\"versions\":[{\"version\":1,\"live\":true}]}"));
        CommandRun run = CommandRun.of(platform, "rollback", "hello");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("hello has no version before the live one");
    }

    @Test
    void aSecretComesFromStandardInputWithoutItsLineBreak() {
        platform.on("PUT /secrets/db", Answer.none());
        CommandRun run = CommandRun.with(
                Map.of("SLUICE_URL", platform.url()), Terminal.Look.PLAIN, "s3cret\n", "secret", "set", "db");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Secret db is set").doesNotContain("s3cret");
        assertThat(platform.last().body()).isEqualTo("s3cret");
    }

    @Test
    void aSecretComesFromAFileByteForByte() throws IOException {
        platform.on("PUT /secrets/key", Answer.none());
        Path file = Files.write(folder.resolve("key"), new byte[] {0, 1, (byte) 0xff, '\n'});
        assertThat(CommandRun.of(platform, "secret", "set", "key", "--file", file.toString())
                        .exitCode())
                .isZero();
        assertThat(platform.last().body()).isEqualTo("\0\1\u00ff\n");
    }

    @Test
    void aSecretThatIsTooLargeIsNotSent() throws IOException {
        Path file = Files.write(folder.resolve("key"), new byte[64 * 1024 + 1]);
        CommandRun run = CommandRun.of(platform, "secret", "set", "key", "--file", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("larger than 64 KiB");
        assertThat(platform.asked()).isEmpty();
    }

    @Test
    void secretsAreListedAndRemoved() {
        String list =
                "{\"secrets\":[{\"name\":\"db\",\"updatedAt\":\"2026-01-01T00:00:00Z\",\"usedBy\":[\"hello\",\"other\"]}]}";
        platform.on("GET /secrets", Answer.json(200, list)).on("DELETE /secrets/db", Answer.none());
        assertThat(CommandRun.of(platform, "secret", "list").out()).contains("db", "hello, other");
        assertThat(CommandRun.of(platform, "secret", "list", "--json").out().strip())
                .isEqualTo(list);
        assertThat(CommandRun.of(platform, "secret", "remove", "db").out()).contains("Secret db is removed.");
    }
}
