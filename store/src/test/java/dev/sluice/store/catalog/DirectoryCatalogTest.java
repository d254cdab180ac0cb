package dev.sluice.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.Build;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Inspection;
import dev.sluice.core.function.Inspection.HandlerOrigin;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.Target;
import dev.sluice.core.function.TriggerSpec;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.testkit.catalog.Functions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryCatalogTest {

    private static final FunctionName HELLO = new FunctionName("hello");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<DirectoryCatalog> opened = new ArrayList<>();

    @Test
    void aFileCanBeReadByAPerson() throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20));

        String spec = """
                spec:
                  runtime: java25
                  handler: demo.Hello
                  memory: 256Mi
                  timeout: 30s
                  concurrency: 100
                  minInstances: 0
                  maxInstances: 10
                  keepAlive: 5m
                  maxQueue: 200
                  queueTimeout: 10s
                  environment: {}
                  secrets: {}
                  labels:
                    team: a
                  access: public
                  decorators: []
                """;
        String first = Functions.digest("hello@1").hex();
        String second = Functions.digest("hello@2").hex();
        assertThat(file("functions/default/hello.yaml")).content().isEqualTo("""
                apiVersion: sluice.dev/v1
                kind: Function
                format: 1
                metadata:
                  namespace: default
                  name: hello
                  revision: 2
                %sstatus:
                  live: 2
                  artifact: sha256:%s
                  createdAt: "2026-11-23T16:02:11.123Z"
                  versions:
                  - number: 2
                    artifact: sha256:%s
                  - number: 1
                    artifact: sha256:%s
                ...
                """.formatted(
                        spec, second, second.substring(0, 16), first.substring(0, 16)));
        assertThat(file("function-versions/default/hello.1.yaml")).content().isEqualTo("""
                apiVersion: sluice.dev/v1
                kind: FunctionVersion
                format: 1
                metadata:
                  namespace: default
                  name: hello.1
                  revision: 1
                %sstatus:
                  artifact: sha256:%s
                  createdAt: "2026-11-23T16:02:11.123Z"
                ...
                """.formatted(spec, first));
    }

    @Test
    void whatWasPutIsThereAfterARestart() {
        FunctionHistory two =
                FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20);
        put(two.withLive(1));

        FunctionCatalog again = functions(open());

        assertThat(again.live(HELLO)).contains(Functions.version("hello", 1));
        assertThat(again.get(HELLO).orElseThrow().history()).isEqualTo(two.withLive(1));
        assertThat(again.refersTo(Functions.digest("hello@2"))).isTrue();
        Revision revision = again.get(HELLO).orElseThrow().revision();
        assertThat(again.put(two, revision)).isInstanceOf(Put.Done.class);
    }

    @Test
    void revisionsAreNeverUsedAgain() {
        FunctionCatalog first = put(FunctionHistory.first(Functions.version("hello", 1)));
        first.delete(HELLO);
        Revision last = first.resources().revision();

        DirectoryCatalog again = open();
        assertThat(again.watch(last, event -> {})).isEqualTo(new Catalog.Watching.TooOld(again.revision()));
        Put put = functions(again).put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);

        assertThat(((Put.Done) put).revision().isAfter(last)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0\0\0\0\0\0",
                "not a document",
                "apiVersion: sluice.dev/v1\nkind: Function\n",
                "apiVersion: else.org/v9\nkind: Function\nformat: 1\nmetadata: {name: broken, revision: 1}\n...\n",
                "{\"half\": "
            })
    void aDamagedFileIsMovedAsideAndTheOthersLoad(String content) throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)));
        Files.writeString(file("functions/default/broken.yaml"), content);

        DirectoryCatalog again = open();

        assertThat(again.damaged()).containsExactly(file("functions/default/broken.yaml.damaged"));
        assertThat(file("functions/default/broken.yaml.damaged")).hasContent(content);
        assertThat(file("functions/default/broken.yaml")).doesNotExist();
        assertThat(functions(again).live(Namespace.DEFAULT, "", 10)).containsExactly(Functions.version("hello", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"format: 99", "apiVersion: sluice.dev/v2"})
    void aFileOfANewerBuildIsLeftAlone(String line) throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)));
        Path file = file("functions/default/hello.yaml");
        String key = line.substring(0, line.indexOf(':') + 1);
        String newer = Files.readString(file).replaceFirst("(?m)^" + key + ".*$", line);
        Files.writeString(file, newer);

        DirectoryCatalog again = open();

        assertThat(again.damaged()).isEmpty();
        assertThat(again.understandsAll()).isFalse();
        FunctionCatalog functions = functions(again);
        assertThat(functions.live(HELLO)).isEmpty();
        assertThat(functions.refersTo(Functions.digest("what it refers to, as far as anyone knows")))
                .isTrue();
        String sentence = "a newer gateway wrote " + file
                + ", and this one does not touch it: use that gateway, or move the" + " file away and start again";
        assertThatThrownBy(() -> functions.put(FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE))
                .isInstanceOf(StorageException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> functions.delete(HELLO)).hasMessage(sentence);
        assertThat(file).hasContent(newer);
    }

    @Test
    void onlyWhatNeedsTheSecondFormatIsWrittenInIt() throws IOException {
        FunctionVersion plain = Functions.version("hello", 1);
        FunctionSpec spec = plain.spec();
        Scaling scaling =
                new Scaling(1, 0, 1, Duration.ofMinutes(5), 10, Duration.ofSeconds(1), BackgroundPolicy.PREEMPT);
        FunctionSpec preempting = new FunctionSpec(
                spec.backend(),
                spec.memory(),
                spec.timeout(),
                scaling,
                spec.environment(),
                spec.secrets(),
                spec.labels(),
                spec.access(),
                spec.decorators(),
                spec.errors());
        FunctionVersion next =
                new FunctionVersion(HELLO, 2, plain.artifact(), preempting, plain.inspection(), plain.createdAt());

        put(FunctionHistory.first(plain).with(next, 9));

        assertThat(file("function-versions/default/hello.1.yaml")).content().contains("\nformat: 1\n");
        assertThat(file("functions/default/hello.yaml"))
                .content()
                .contains("\nformat: 2\n", "\n  queueTimeout: 1s\n  background: preempt\n");
        assertThat(functions(open()).live(HELLO)).contains(next);
    }

    @Test
    void onlyWhatNeedsTheThirdFormatIsWrittenInIt() throws IOException {
        FunctionVersion plain = Functions.version("hello", 1);
        FunctionVersion next = Functions.later(
                plain,
                2,
                new AsyncSpec(
                        Optional.of(9),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofHours(24)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));

        put(FunctionHistory.first(plain).with(next, 9));

        assertThat(file("functions/default/hello.yaml"))
                .content()
                .contains("\nformat: 3\n", "\n  async:\n    attempts: 9\n    timeout: 24h\n");
        assertThat(functions(open()).live(HELLO)).contains(next);
    }

    @Test
    void onlyWhatNeedsTheSixthFormatIsWrittenInIt() throws IOException {
        FunctionVersion plain = Functions.version("hello", 1);
        FunctionVersion next = Functions.later(
                plain,
                2,
                new AsyncSpec(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new VersionChoice.Numbered(1))));

        put(FunctionHistory.first(plain).with(next, 9));

        assertThat(file("function-versions/default/hello.1.yaml")).content().contains("\nformat: 1\n");
        assertThat(file("functions/default/hello.yaml"))
                .content()
                .contains("\nformat: 6\n", "\n  async:\n    version: 1\n");
        assertThat(functions(open()).live(HELLO)).contains(next);
    }

    @Test
    void whatBuildsIsReadAgain() throws IOException {
        FunctionSpec plain = Functions.version("hello", 1).spec();
        Build build = new Build(List.of("esbuild"), Map.of("TOKEN", "registry"));
        FunctionSpec built = new FunctionSpec(
                new Backend.Code(plain.code().runtime(), plain.code().handler(), Launch.DEFAULT, build),
                plain.memory(),
                plain.timeout(),
                plain.scaling(),
                Map.of(),
                Map.of(),
                Map.of(),
                plain.access(),
                List.of(),
                Optional.empty());
        FunctionVersion version = new FunctionVersion(HELLO, 1, new Digest("0".repeat(64)), built, Instant.EPOCH);

        put(FunctionHistory.first(version));

        assertThat(file("functions/default/hello.yaml")).content().contains("\nformat: 8\n");
        assertThat(functions(open()).live(HELLO)).contains(version);
    }

    @Test
    void onlyWhatNeedsTheFourthFormatIsWrittenInIt() throws IOException {
        FunctionVersion plain = Functions.version("hello", 1);
        FunctionVersion next = Functions.triggered(
                plain, 2, new TriggerSpec("orders", Map.of("topic", Map.of("name", "orders", "concurrency", 3))));

        put(FunctionHistory.first(plain).with(next, 9));

        assertThat(file("function-versions/default/hello.1.yaml")).content().contains("\nformat: 1\n");
        assertThat(file("functions/default/hello.yaml"))
                .content()
                .contains("\nformat: 4\n", "\n  triggers:\n  - name: orders\n");
        assertThat(functions(open()).live(HELLO)).contains(next);
    }

    @Test
    void versionsOfAFunctionThatANewerBuildWroteStay() throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 9));
        Path function = file("functions/default/hello.yaml");
        Files.writeString(function, Files.readString(function).replace("format: 1", "format: 99"));

        functions(open());

        assertThat(file("function-versions/default/hello.1.yaml")).exists();
    }

    @Test
    void aVersionThatANewerBuildWroteIsLeftAlone() throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 9));
        Path version = file("function-versions/default/hello.1.yaml");
        String newer = Files.readString(version).replace("format: 1", "format: 99");
        Files.writeString(version, newer);

        FunctionCatalog functions = functions(open());
        assertThat(functions.delete(HELLO)).isTrue();
        functions(open());

        assertThat(version).hasContent(newer);
    }

    @Test
    void everyFileThatIsCutShortIsDamaged() throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)));
        Path file = file("functions/default/hello.yaml");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 1; length += length < 60 ? 1 : 7) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThat(open().damaged()).as(length + " bytes").hasSize(1);
            Files.delete(file("functions/default/hello.yaml.damaged"));
        }
    }

    @Test
    void aFileThatAPersonHasEditedIsReadAsWell() throws IOException {
        FunctionHistory two =
                FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20);
        put(two);
        Path file = file("functions/default/hello.yaml");
        String edited = "# mine\n" + Files.readString(file).replace("memory: 256Mi", "memory:   '512Mi'  # more");
        Files.writeString(file, edited);

        FunctionCatalog again = functions(open());

        assertThat(again.live(HELLO).orElseThrow().spec().memory()).hasToString("512Mi");
        assertThat(again.refersTo(Functions.digest("hello@1"))).isTrue();
    }

    @Test
    void aSecondDamagedFileDoesNotReplaceTheFirst() throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)));
        Files.writeString(file("functions/default/x.yaml.damaged"), "the first");
        Files.writeString(file("functions/default/x.yaml"), "the second");

        assertThat(open().damaged()).containsExactly(file("functions/default/x.yaml.damaged-2"));
        assertThat(file("functions/default/x.yaml.damaged")).hasContent("the first");
    }

    @Test
    void aFileUnderAnotherNameIsDamaged() throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)));
        Files.move(file("functions/default/hello.yaml"), file("functions/default/other.yaml"));

        assertThat(open().damaged()).containsExactly(file("functions/default/other.yaml.damaged"));
    }

    @Test
    void aFileThatIsDamagedWhileRunningIsToldWithItsPath() throws IOException {
        FunctionCatalog catalog =
                put(FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20));
        Path file = file("function-versions/default/hello.1.yaml");
        Files.writeString(file, "oops");

        assertThatThrownBy(() -> catalog.get(HELLO))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
        assertThat(catalog.live(HELLO)).isPresent();
        assertThat(catalog.delete(HELLO)).isTrue();
        assertThat(file).doesNotExist();
    }

    @Test
    void equalSpecsAreHeldOnce() {
        put(FunctionHistory.first(Functions.version("a", 1)));
        put(FunctionHistory.first(Functions.version("b", 1)));

        var live = functions(open()).live(Namespace.DEFAULT, "", 2);

        assertThat(live.getFirst().spec()).isSameAs(live.getLast().spec());
    }

    @Test
    void whatWasFoundInTheCodeIsKeptWithEveryVersion() {
        FunctionVersion first = inspected(1, HandlerOrigin.NAMED, Optional.empty(), Optional.empty(), List.of());
        FunctionVersion second = inspected(
                2,
                HandlerOrigin.NAMED,
                Optional.of("http-handler"),
                Optional.of(1),
                List.of(Target.parse("linux/amd64/glibc/any"), Target.parse("macos/arm64/any/any")));
        FunctionVersion third =
                inspected(3, HandlerOrigin.FOUND, Optional.of("function"), Optional.empty(), List.of(Target.ANY));
        FunctionHistory history = FunctionHistory.first(first).with(second, 20).with(third, 20);
        put(history);

        assertThat(functions(open()).get(HELLO).orElseThrow().history()).isEqualTo(history);
        assertThat(file("functions/default/hello.yaml")).content().contains("""
                  inspection:
                    handler: found
                    contract: function
                    targets: any
                  createdAt:\
                """);
        assertThat(file("function-versions/default/hello.2.yaml")).content().contains("""
                  inspection:
                    handler: named
                    contract: http-handler
                    concurrency: 1
                    targets:
                    - linux/amd64/glibc/any
                    - macos/arm64/any/any
                  createdAt:\
                """);
        assertThat(file("function-versions/default/hello.1.yaml")).content().contains("""
                  inspection:
                    handler: named
                  createdAt:\
                """);
    }

    private static FunctionVersion inspected(
            int number,
            HandlerOrigin handler,
            Optional<String> contract,
            Optional<Integer> concurrency,
            List<Target> targets) {
        return new FunctionVersion(
                HELLO,
                number,
                Optional.of(Functions.digest("x")),
                Functions.spec(),
                Optional.of(new Inspection(handler, contract, concurrency, targets)),
                Functions.NOW);
    }

    @Test
    void valuesOfAllKindsSurvive() {
        var spec = Functions.spec(Map.of("A", "- x: {y}\nstatus:\n", "B", "on", "C", "\u0007"), Map.of());
        var version = new FunctionVersion(HELLO, 1, Functions.digest("x"), spec, Functions.NOW);
        put(FunctionHistory.first(version));

        assertThat(functions(open()).live(HELLO)).contains(version);
    }

    private FunctionCatalog put(FunctionHistory history) {
        FunctionCatalog catalog = functions(open());
        assertThat(catalog.put(history, Revision.NONE)).isInstanceOf(Put.Done.class);
        return catalog;
    }

    private DirectoryCatalog open() {
        DirectoryCatalog catalog = new DirectoryCatalog(folder, FunctionKinds.ALL);
        opened.add(catalog);
        return catalog;
    }

    @AfterEach
    void close() {
        opened.forEach(DirectoryCatalog::close);
    }

    private static FunctionCatalog functions(Catalog catalog) {
        return new FunctionCatalog(catalog);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
