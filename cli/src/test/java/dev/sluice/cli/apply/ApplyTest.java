package dev.sluice.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.PlatformDouble;
import dev.sluice.cli.PlatformDouble.Answer;
import dev.sluice.cli.PlatformDouble.Asked;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplyTest {

    /** Of the text {@code code}. */
    private static final String DIGEST = "sha256:5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b";

    private static final String CREATED =
            "{\"name\":\"a\",\"version\":1,\"created\":true,\"changes\":[],\"warnings\":[]}";
    private static final String CHANGED =
            "{\"name\":\"a\",\"version\":4,\"created\":true,\"replaced\":3,\"warnings\":[\"look\"],"
                    + "\"changes\":[{\"key\":\"memory\",\"from\":\"256Mi\",\"to\":\"512Mi\"}]}";
    private static final String SAME =
            "{\"name\":\"a\",\"version\":3,\"created\":false,\"replaced\":3,\"changes\":[],\"warnings\":[]}";
    private static final String REFUSED =
            "{\"status\":400,\"title\":\"The spec is not valid\",\"detail\":\"One thing must be changed.\","
                    + "\"component\":\"gateway\",\"reason\":\"invalid_spec\",\"violations\":[{\"path\":\"memory\",\"message\":\"too small\"}]}";

    @AutoClose
    private final PlatformDouble platform = new PlatformDouble();

    @TempDir
    Path folder;

    private static String document(String name, String spec) {
        return "{\"apiVersion\":\"sluice.dev/v1\",\"kind\":\"Function\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":" + spec + "}";
    }

    /** A file of which the platform says that these documents are in it. */
    private String file(String... documents) throws IOException {
        platform.on("POST /documents", Answer.json(200, "{\"documents\":[" + String.join(",", documents) + "]}"));
        return Files.writeString(folder.resolve("all.yaml"), "the text").toString();
    }

    private CommandRun apply(String... more) {
        String[] arguments = new String[more.length + 1];
        arguments[0] = "apply";
        System.arraycopy(more, 0, arguments, 1, more.length);
        return CommandRun.of(platform, arguments);
    }

    private List<String> calls() {
        return platform.asked().stream()
                .map(asked -> asked.method() + " " + asked.target())
                .toList();
    }

    @Test
    void aFileThatIsNotUtf8IsNamed() throws IOException {
        Path file = Files.write(folder.resolve("other.yaml"), new byte[] {(byte) 0xff, 'a'});

        CommandRun run = apply("-f", file.toString());

        assertThat(run.err()).isEqualTo("Error: Cannot read " + file + ": it is not UTF-8.\n");
        assertThat(calls()).isEmpty();
    }

    @Test
    void whatCameOfEachDocumentIsALineAndTheSummaryCounts() throws IOException {
        platform.on("PUT /functions/a", Answer.json(201, CREATED));
        platform.on("PUT /functions/b", Answer.json(201, CHANGED));
        platform.on("PUT /functions/c", Answer.json(200, SAME));

        CommandRun run = apply("-f", file(document("a", "{}"), document("b", "{}"), document("c", "{}")));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                        function a created (version 1)
                        function b changed (version 4)
                          warning: look
                        function c unchanged
                        1 created, 1 changed, 1 unchanged.
                        """);
        assertThat(platform.asked().getFirst())
                .extracting(Asked::target, Asked::body)
                .containsExactly("/documents", "the text");
    }

    @Test
    void theDiffShowsEachKey() throws IOException {
        platform.on("PUT /functions/b", Answer.json(201, CHANGED));

        assertThat(apply("--diff", "-f", file(document("b", "{}"))).out())
                .contains("function b changed (version 4)\n  memory is 512Mi; it was 256Mi\n");
    }

    @Test
    void aDryRunOnlyAsks() throws IOException {
        platform.on(
                "PUT /functions/a?dryRun=true", Answer.json(200, "{\"dryRun\":true,\"exists\":false,\"changes\":[]}"));
        platform.on(
                "PUT /functions/b?dryRun=true",
                Answer.json(200, "{\"exists\":true,\"changes\":[{\"key\":\"memory\",\"to\":\"1Gi\"}]}"));
        platform.on("PUT /functions/c?dryRun=true", Answer.json(200, "{\"exists\":true,\"changes\":[]}"));
        platform.on(
                "GET /functions?label=team%3Da",
                Answer.json(200, "{\"functions\":[{\"name\":\"a\"},{\"name\":\"old\"}]}"));

        CommandRun run = apply(
                "--dry-run",
                "--prune",
                "-l",
                "team=a",
                "-f",
                file(document("a", "{}"), document("b", "{}"), document("c", "{}")));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                        function a would be created
                        function b would be changed
                          memory is 1Gi; it was not set
                        function c unchanged
                        function old would be pruned
                        Nothing was done. It would be: 1 created, 1 changed, 1 unchanged, 1 pruned.
                        """);
        assertThat(calls()).noneMatch(call -> call.startsWith("DELETE"));
    }

    @Test
    void aFailureIsToldAndTheOthersAreAppliedAndItIsTriedOnceMore() throws IOException {
        platform.on("PUT /functions/a", Answer.problem(400, REFUSED));
        platform.on("PUT /functions/b", Answer.json(201, CREATED));

        CommandRun run = apply("-f", file(document("a", "{}"), document("b", "{}")));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .isEqualTo("function b created (version 1)\n1 created, 0 changed, 0 unchanged, 1 failed.\n");
        assertThat(run.err()).contains("function a failed", "One thing must be changed.", "memory: too small");
        assertThat(calls())
                .containsExactly("POST /documents", "PUT /functions/a", "PUT /functions/b", "PUT /functions/a");
    }

    @Test
    void theFirstFailureCanBeTheEnd() throws IOException {
        platform.on("PUT /functions/a", Answer.problem(400, REFUSED));

        CommandRun run = apply("--fail-fast", "-f", file(document("a", "{}"), document("b", "{}")));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(calls()).containsExactly("POST /documents", "PUT /functions/a");
    }

    @Test
    void aTokenThatIsRefusedEndsItAtOnce() throws IOException {
        platform.on("PUT /functions/a", Answer.problem(401, "{\"status\":401,\"detail\":\"The token is wrong.\"}"));

        CommandRun run = apply("-f", file(document("a", "{}"), document("b", "{}")));

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(calls()).doesNotContain("PUT /functions/b");
    }

    @Test
    void codeIsSentFromItsPathBesideTheFileUnlessItIsLive() throws IOException {
        Files.writeString(folder.resolve("a.jar"), "code");
        platform.on("GET /functions/old", Answer.json(200, "{\"digest\":\"" + DIGEST + "\"}"));
        platform.on("PUT /functions/new", Answer.json(201, CREATED));
        platform.on("PUT /functions/old", Answer.json(200, SAME));

        CommandRun run =
                apply("-f", file(document("new", "{\"code\":\"a.jar\"}"), document("old", "{\"code\":\"a.jar\"}")));

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<Asked> puts = platform.asked().stream()
                .filter(asked -> asked.method().equals("PUT"))
                .toList();
        assertThat(puts.getFirst().body())
                .contains("\"code\":\"" + DIGEST + "\"", "name=\"code\"; filename=\"a.jar\"", "\r\n\r\ncode\r\n");
        assertThat(puts.getLast().body())
                .contains("\"code\":\"" + DIGEST + "\"")
                .doesNotContain("name=\"code\"");
    }

    @Test
    void codeIsFetchedFromItsAddressAndHeldToItsDigest() throws IOException {
        platform.on(
                "GET /a.jar",
                new Answer(
                        200,
                        "application/java-archive",
                        "code".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        Map.of()));
        platform.on("PUT /functions/a", Answer.json(201, CREATED));
        String right =
                "{\"code\":{\"url\":\"" + platform.url() + "/a.jar\",\"sha256\":\"" + DIGEST.substring(7) + "\"}}";
        String wrong = right.replace(DIGEST.substring(7), "0".repeat(64));

        CommandRun run = apply("-f", file(document("a", right), document("b", wrong)));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("function a created (version 1)\n");
        assertThat(run.err()).contains("what is at " + platform.url() + "/a.jar is " + DIGEST + ", not sha256:0000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"kind":"Function","spec":{}} | In all.yaml: metadata.name is missing.
            {"metadata":{"name":"a"}} | In all.yaml: it has no kind, as in kind: Function.
            {"kind":"Function","metadata":{"name":"a"},"spec":{"code":"b.jar"}} | In all.yaml: code is 'b.jar', and there is no file FOLDER/b.jar.
            {"kind":"Function","metadata":{"name":"a"},"spec":{"code":[]}} | In all.yaml: code is neither a path, nor sha256:…, nor {url, sha256}, nor {git, commit, path}.
            {"kind":"Function","metadata":{"name":"a"},"spec":{"code":{"url":"http://a.org/x","sha256":"12"}}} | In all.yaml: code.sha256 is '12', not the 64 hexadecimal digits of a digest.
            {"kind":"Function","metadata":{"name":"a"},"spec":{"code":{"url":"ftp://a.org/x","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}} | In all.yaml: code.url is 'ftp://a.org/x', not an address with http or https.
            {"kind":"Function","metadata":{"name":"a"},"spec":{"code":{"git":"https://a.org/x","commit":"main"}}} | In all.yaml: code.commit is 'main', not the whole hash of a commit: branches, tags and short hashes may mean another one tomorrow.
            """)
    void whatIsWrongWithADocumentIsToldWithItsPlace(String document, String sentence) throws IOException {
        CommandRun run = apply("-f", file(document));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().replace(folder + "/all.yaml", "all.yaml"))
                .contains("Error: " + sentence.replace("FOLDER", folder.toString()));
    }

    @Test
    void aDocumentOfAKindWithoutCodeIsSentAsItIs() throws IOException {
        String trigger = "{\"kind\":\"Trigger\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"function\":\"a\"}}";
        platform.on("PUT /functions/a", Answer.json(201, CREATED));
        platform.on(
                "PUT /documents/trigger/a",
                Answer.json(
                        201, "{\"kind\":\"Trigger\",\"name\":\"a\",\"dryRun\":false,\"exists\":false,\"changes\":[]}"));

        CommandRun run = apply("-f", file(document("a", "{}"), trigger));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("function a created (version 1)\n", "trigger a created\n", "2 created");
        assertThat(platform.last().body()).isEqualTo(trigger);

        platform.on(
                "PUT /documents/trigger/a?dryRun=true",
                Answer.json(
                        200,
                        "{\"kind\":\"Trigger\",\"name\":\"a\",\"dryRun\":true,\"exists\":true,"
                                + "\"changes\":[{\"key\":\"function\",\"from\":\"b\",\"to\":\"a\"}]}"));
        assertThat(apply("--dry-run", "-f", file(trigger)).out())
                .contains("trigger a would be changed\n  function is a; it was b\n");
    }

    @Test
    void aNameIsDeclaredOnce() throws IOException {
        platform.on("PUT /functions/a", Answer.json(201, CREATED));

        CommandRun run = apply("-f", file(document("a", "{}"), document("a", "{}")));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("all.yaml, document 2: function 'a' is declared already in " + folder.resolve("all.yaml")
                        + ".");
    }

    @Test
    void pruningRemovesWhatHasTheLabelAndIsNotDeclared() throws IOException {
        platform.on("PUT /functions/a", Answer.json(201, CREATED));
        platform.on(
                "GET /functions?label=team%3Da",
                Answer.json(200, "{\"functions\":[{\"name\":\"a\"},{\"name\":\"old\"}],\"next\":\"old\"}"));
        platform.on(
                "GET /functions?label=team%3Da&after=old", Answer.json(200, "{\"functions\":[{\"name\":\"older\"}]}"));
        platform.on("DELETE /functions/old", Answer.none());

        CommandRun run = apply("--prune", "-l", "team=a", "--yes", "-f", file(document("a", "{}")));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .endsWith("function old pruned\nfunction older pruned\n1 created, 0 changed, 0 unchanged, 2 pruned.\n");
        assertThat(calls()).contains("DELETE /functions/old", "DELETE /functions/older");
    }

    @Test
    void nothingIsPrunedAfterAFailure() throws IOException {
        platform.on("PUT /functions/a", Answer.problem(400, REFUSED));

        CommandRun run = apply("--prune", "-l", "team=a", "-y", "-f", file(document("a", "{}")));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Nothing is pruned, because a document has failed.");
        assertThat(calls()).noneMatch(call -> call.startsWith("GET /functions?"));
    }

    @ParameterizedTest
    @CsvSource({"y, 1", "yes, 1", "n, 0", "'', 0"})
    void aPersonIsAskedBeforeAnythingIsPruned(String answer, int removed) throws IOException {
        platform.on("PUT /functions/a", Answer.json(201, CREATED));
        platform.on("GET /functions?label=team%3Da", Answer.json(200, "{\"functions\":[{\"name\":\"old\"}]}"));
        platform.on("DELETE /functions/old", Answer.none());

        CommandRun run = CommandRun.with(
                Map.of("SLUICE_URL", platform.url(), "SLUICE_TOKEN", "t0ken"),
                new Terminal.Look(false, true, 120),
                answer + "\n",
                "apply",
                "--prune",
                "-l",
                "team=a",
                "-f",
                file(document("a", "{}")));

        assertThat(run.err()).contains("No document declares old. Remove it with all versions and logs? [y/N]");
        assertThat(calls().stream().filter("DELETE /functions/old"::equals)).hasSize(removed);
    }

    @Test
    void whereNobodyCanBeAskedPruningMustBeSaid() throws IOException {
        CommandRun run = apply("--prune", "-l", "team=a", "-f", file(document("a", "{}")));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--prune needs --yes where nobody can be asked; --dry-run shows what it would remove.");
        assertThat(calls()).isEmpty();
    }

    @Test
    void pruningNeedsALabelAndALabelPruning() throws IOException {
        assertThat(apply("--prune", "-y", "-f", file()).err()).contains("--prune needs -l KEY=VALUE");
        assertThat(apply("-l", "a=b", "-f", file()).err())
                .contains("-l says what --prune may remove: say --prune too.");
    }

    @Test
    void aFolderIsReadInTheOrderOfItsFilesAndStandardInputToo() throws IOException {
        platform.on("POST /documents", Answer.json(200, "{\"documents\":[]}"));
        Files.writeString(folder.resolve("b.yml"), "b");
        Files.writeString(folder.resolve("a.json"), "a");
        Files.writeString(folder.resolve("c.txt"), "no");
        Files.writeString(Files.createDirectory(folder.resolve("below")).resolve("d.yaml"), "d");

        assertThat(apply("-f", folder.toString()).out()).isEqualTo("0 created, 0 changed, 0 unchanged.\n");
        assertThat(platform.asked()).extracting(Asked::body).containsExactly("a", "b");

        CommandRun.with(
                Map.of("SLUICE_URL", platform.url(), "SLUICE_TOKEN", "t0ken"),
                Terminal.Look.PLAIN,
                "piped",
                "apply",
                "-R",
                "-f",
                folder.toString(),
                "-f",
                "-");
        assertThat(platform.asked()).extracting(Asked::body).containsExactly("a", "b", "a", "b", "d", "piped");
    }

    @Test
    void filesThatAreNotThereAreTold() {
        assertThat(apply("-f", folder.resolve("no.yaml").toString()).err())
                .contains("There is no file or folder " + folder.resolve("no.yaml") + ".");
        assertThat(apply("-f", folder.toString()).err())
                .contains("The folder " + folder + " has no files that end in .yaml, .yml or .json; -R looks deeper.");
    }

    @Test
    void programsGetAllOfItAsJson() throws IOException {
        platform.on("PUT /functions/a", Answer.problem(400, REFUSED));
        platform.on("PUT /functions/b", Answer.json(201, CHANGED));

        CommandRun run = apply("--json", "-f", file(document("a", "{}"), document("b", "{}")));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().strip().replace(folder + "/all.yaml", "all.yaml"))
                .isEqualTo(
                        "{\"dryRun\":false,\"resources\":[{\"kind\":\"Function\",\"name\":\"b\",\"action\":\"changed\","
                                + "\"changes\":[{\"key\":\"memory\",\"from\":\"256Mi\",\"to\":\"512Mi\"}],\"warnings\":[\"look\"]},"
                                + "{\"kind\":\"Function\",\"name\":\"a\",\"action\":\"failed\",\"place\":\"all.yaml\",\"detail\":\"One thing must be changed.\","
                                + "\"problem\":" + REFUSED + "}]}");
    }
}
