package dev.sluice.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.testkit.catalog.Functions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryCatalogTest {

    private static final FunctionName HELLO = new FunctionName("hello");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aFileCanBeReadByAPerson() throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)));

        assertThat(folder.resolve("hello.yaml")).content().isEqualTo("""
                apiVersion: sluice.dev/v1
                kind: FunctionHistory
                metadata:
                  name: hello
                  revision: 1
                live: 1
                versions:
                - number: 1
                  artifact: sha256:%s
                  createdAt: "2026-11-23T16:02:11.123Z"
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
                ...
                """.formatted(
                        Functions.digest("hello@1").hex()));
    }

    @Test
    void whatWasPutIsThereAfterARestart() {
        FunctionHistory two =
                FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20);
        put(two.withLive(1));

        DirectoryCatalog again = new DirectoryCatalog(folder);

        assertThat(again.live(HELLO)).contains(Functions.version("hello", 1));
        assertThat(again.get(HELLO).orElseThrow().history()).isEqualTo(two.withLive(1));
        assertThat(again.refersTo(Functions.digest("hello@2"))).isTrue();
        Revision revision = again.get(HELLO).orElseThrow().revision();
        assertThat(again.put(two, revision)).isInstanceOf(Put.Done.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0\0\0\0\0\0",
                "not a document",
                "apiVersion: sluice.dev/v1\nkind: FunctionHistory\n",
                "apiVersion: sluice.dev/v9\nkind: FunctionHistory\nmetadata: {name: broken, revision: 1}\nlive: 1\nversions: []\n",
                "{\"half\": "
            })
    void aDamagedFileIsMovedAsideAndTheOthersLoad(String content) throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)));
        Files.writeString(folder.resolve("broken.yaml"), content);

        DirectoryCatalog again = new DirectoryCatalog(folder);

        assertThat(again.damaged()).containsExactly(folder.resolve("broken.yaml.damaged"));
        assertThat(folder.resolve("broken.yaml.damaged")).hasContent(content);
        assertThat(folder.resolve("broken.yaml")).doesNotExist();
        assertThat(again.live("", 10)).containsExactly(Functions.version("hello", 1));
    }

    @Test
    void everyFileThatIsCutShortIsDamaged() throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)));
        Path file = folder.resolve("hello.yaml");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 1; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThat(new DirectoryCatalog(folder).damaged())
                    .as(length + " bytes")
                    .hasSize(1);
            Files.delete(folder.resolve("hello.yaml.damaged"));
        }
    }

    @Test
    void aFileThatAPersonHasEditedIsReadAsWell() throws IOException {
        FunctionHistory two =
                FunctionHistory.first(Functions.version("hello", 1)).with(Functions.version("hello", 2), 20);
        put(two);
        Path file = folder.resolve("hello.yaml");
        String edited = "# mine\n" + Files.readString(file).replace("memory: 256Mi", "memory:   '512Mi'  # more");
        Files.writeString(file, edited);

        DirectoryCatalog again = new DirectoryCatalog(folder);

        assertThat(again.live(HELLO).orElseThrow().spec().memory()).hasToString("512Mi");
        assertThat(again.refersTo(Functions.digest("hello@1"))).isTrue();
    }

    @Test
    void aSecondDamagedFileDoesNotReplaceTheFirst() throws IOException {
        Files.writeString(folder.resolve("x.yaml.damaged"), "the first");
        Files.writeString(folder.resolve("x.yaml"), "the second");

        assertThat(new DirectoryCatalog(folder).damaged()).containsExactly(folder.resolve("x.yaml.damaged-2"));
        assertThat(folder.resolve("x.yaml.damaged")).hasContent("the first");
    }

    @Test
    void aFileUnderAnotherNameIsDamaged() throws IOException {
        put(FunctionHistory.first(Functions.version("hello", 1)));
        Files.move(folder.resolve("hello.yaml"), folder.resolve("other.yaml"));

        assertThat(new DirectoryCatalog(folder).damaged()).containsExactly(folder.resolve("other.yaml.damaged"));
    }

    @Test
    void aFileThatIsDamagedWhileRunningIsToldWithItsPath() throws IOException {
        DirectoryCatalog catalog = put(FunctionHistory.first(Functions.version("hello", 1)));
        Files.writeString(folder.resolve("hello.yaml"), "oops");

        assertThatThrownBy(() -> catalog.get(HELLO))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.resolve("hello.yaml").toString());
        assertThat(catalog.live(HELLO)).isPresent();
        assertThat(catalog.delete(HELLO)).isTrue();
    }

    @Test
    void equalSpecsAreHeldOnce() {
        put(FunctionHistory.first(Functions.version("a", 1)));
        put(FunctionHistory.first(Functions.version("b", 1)));

        var live = new DirectoryCatalog(folder).live("", 2);

        assertThat(live.getFirst().spec()).isSameAs(live.getLast().spec());
    }

    @Test
    void valuesOfAllKindsSurvive() {
        var spec = Functions.spec(Map.of("A", "- x: {y}\n", "B", "on", "C", "\u0007"), Map.of());
        var version = new FunctionVersion(HELLO, 1, Functions.digest("x"), spec, Functions.NOW);
        put(FunctionHistory.first(version));

        assertThat(new DirectoryCatalog(folder).live(HELLO)).contains(version);
    }

    private DirectoryCatalog put(FunctionHistory history) {
        DirectoryCatalog catalog = new DirectoryCatalog(folder);
        assertThat(catalog.put(history, Revision.NONE)).isInstanceOf(Put.Done.class);
        return catalog;
    }
}
