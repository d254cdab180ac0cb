package dev.sluice.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.disk.FolderLock;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.testkit.catalog.Functions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two catalogs on one folder make of files that are not as they left them. */
class SharedCatalogTest {

    private static final FunctionName HELLO = new FunctionName("hello");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<DirectoryCatalog> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(DirectoryCatalog::close);
    }

    @Test
    void theChangesAreLinesThatAPersonCanRead() {
        DirectoryCatalog catalog = open();
        FunctionCatalog functions = new FunctionCatalog(catalog);
        FunctionHistory one = FunctionHistory.first(Functions.version("hello", 1));
        Revision first = put(functions, one, Revision.NONE);
        put(functions, one.with(Functions.version("hello", 2), 20), first);
        functions.delete(HELLO);

        assertThat(log()).hasContent("""
                sluice-changes 1 0
                1 stored functions/default/hello
                2 stored function-versions/default/hello.1
                3 stored functions/default/hello
                4 deleted functions/default/hello
                5 deleted function-versions/default/hello.1
                """);
    }

    @Test
    void whoOpensItLaterCountsOnWithoutUsingARevisionAgain() {
        DirectoryCatalog first = open();
        put(new FunctionCatalog(first), FunctionHistory.first(Functions.version("a", 1)), Revision.NONE);
        DirectoryCatalog second = open();

        Revision later =
                put(new FunctionCatalog(second), FunctionHistory.first(Functions.version("b", 1)), Revision.NONE);
        Revision last =
                put(new FunctionCatalog(first), FunctionHistory.first(Functions.version("c", 1)), Revision.NONE);

        assertThat(last.value()).isEqualTo(later.value() + 1);
        assertThat(first.revision()).isEqualTo(second.revision());
    }

    /** A change that is announced and whose gateway was killed before it made it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7 stored functions/default/hello\n",
                "7 deleted functions/default/hello\n",
                "7 stored functions/default/never\n",
                "7 stored triggers/default/of-a-newer-gateway\n",
                "7 stor"
            })
    void aChangeThatWasNotMadeIsNoneAndItsRevisionIsNotUsedAgain(String line) throws IOException {
        DirectoryCatalog catalog = open();
        FunctionCatalog functions = new FunctionCatalog(catalog);
        put(functions, FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);
        List<CatalogEvent> told = new ArrayList<>();
        catalog.watch(catalog.revision(), told::add);
        Files.writeString(log(), line, StandardOpenOption.APPEND);

        assertThat(functions.live(HELLO)).contains(Functions.version("hello", 1));
        assertThat(functions.live(new FunctionName("never"))).isEmpty();
        Revision next = put(functions, FunctionHistory.first(Functions.version("next", 1)), Revision.NONE);

        assertThat(next.value()).isEqualTo(line.endsWith("\n") ? 8 : 2);
        assertThat(told).extracting(CatalogEvent::revision).containsExactly(next);
        assertThat(Files.readString(log())).endsWith(next + " stored functions/default/next\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\n", "rubbish\n1 stored x\n", "gone"})
    void whoLosesTheChangesReadsEverything(String content) throws IOException {
        DirectoryCatalog first = open();
        DirectoryCatalog second = open();
        FunctionCatalog functions = new FunctionCatalog(first);
        put(functions, FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);
        put(functions, FunctionHistory.first(Functions.version("deleted", 1)), Revision.NONE);
        assertThat(functionsOf(second)).containsExactly("deleted", "hello");
        Set<String> told = ConcurrentHashMap.newKeySet();
        second.watch(second.revision(), event -> told.add(text(event)));
        Revision before = first.revision();
        // What another gateway did of which no line is left.
        Files.delete(folder.resolve("functions/default/deleted.yaml"));
        Path file = folder.resolve("functions/default/hello.yaml");
        Files.writeString(
                folder.resolve("functions/default/other.yaml"),
                Files.readString(file)
                        .replace("name: hello", "name: other")
                        .replaceFirst("revision: \\d+", "revision: " + (before.value() + 1)));
        if (content.equals("gone")) {
            Files.delete(log());
        } else {
            Files.writeString(log(), content);
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder("deleted", "other"));
        assertThat(functionsOf(first)).containsExactly("hello", "other");
        assertThat(functionsOf(second)).containsExactly("hello", "other");
        Revision next = put(functions, FunctionHistory.first(Functions.version("next", 1)), Revision.NONE);
        assertThat(next.isAfter(before)).isTrue();
        assertThat(functionsOf(second)).containsExactly("hello", "next", "other");
    }

    @Test
    void manyChangesDoNotMakeTheFileGrowAndNobodyMissesOne() throws IOException {
        DirectoryCatalog first = open();
        DirectoryCatalog second = open();
        FunctionCatalog functions = new FunctionCatalog(first);
        put(functions, FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);
        List<Revision> told = new ArrayList<>();
        assertThat(second.watch(second.revision(), event -> {
                    synchronized (told) {
                        told.add(event.revision());
                    }
                }))
                .isInstanceOf(Catalog.Watching.Started.class);
        Revision start = first.revision();
        // As if a hundred thousand changes had been made, by somebody who holds the lock as everybody does who writes.
        FolderLock lock = new FolderLock(folder, "lock", Duration.ofSeconds(10));
        Path written = lock.locked(() -> Files.writeString(
                log(),
                ("9 deleted functions/default/" + "x".repeat(200) + "\n").repeat(6_000),
                StandardOpenOption.APPEND));
        lock.close();
        assertThat(written).exists();
        assertThat(functionsOf(second)).containsExactly("hello");

        Revision last = start;
        for (int i = 0; i < 3; i++) {
            last = put(functions, FunctionHistory.first(Functions.version("f" + i, 1)), Revision.NONE);
        }

        assertThat(Files.size(log())).isLessThan(1_000);
        assertThat(functionsOf(second)).containsExactly("f0", "f1", "f2", "hello");
        Revision end = last;
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            synchronized (told) {
                assertThat(told).isSorted().endsWith(end).hasSizeBetween(3, 4);
            }
        });
    }

    @Test
    void aChangeLogOfANewerGatewayIsLeftAlone() throws IOException {
        Files.writeString(log(), "sluice-changes 2 something else\n");

        assertThatThrownBy(this::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a newer gateway wrote " + log() + ": start that one");
        assertThat(log()).hasContent("sluice-changes 2 something else\n");
    }

    @Test
    void whatANewerGatewayPutsLeavesInServiceWhatWasThere() throws IOException {
        DirectoryCatalog first = open();
        FunctionCatalog functions = new FunctionCatalog(first);
        Revision revision = put(functions, FunctionHistory.first(Functions.version("hello", 1)), Revision.NONE);
        Path file = folder.resolve("functions/default/hello.yaml");
        Files.writeString(file, Files.readString(file).replace("format: 1", "format: 99"));
        Files.writeString(log(), "7 stored functions/default/hello\n", StandardOpenOption.APPEND);

        assertThat(functions.live(HELLO)).contains(Functions.version("hello", 1));
        assertThat(first.understandsAll()).isFalse();
        assertThatThrownBy(() -> functions.put(FunctionHistory.first(Functions.version("hello", 2)), revision))
                .hasMessageContaining("a newer gateway wrote " + file);
    }

    private DirectoryCatalog open() {
        DirectoryCatalog catalog = new DirectoryCatalog(folder, FunctionKinds.ALL);
        opened.add(catalog);
        return catalog;
    }

    private Path log() {
        return folder.resolve("changes");
    }

    private static Revision put(FunctionCatalog functions, FunctionHistory history, Revision expected) {
        return ((Put.Done) functions.put(history, expected)).revision();
    }

    private static List<String> functionsOf(Catalog catalog) {
        return catalog.ids(FunctionKinds.FUNCTION, Namespace.DEFAULT).stream()
                .map(ResourceId::name)
                .toList();
    }

    private static String text(CatalogEvent event) {
        return switch (event) {
            case CatalogEvent.Stored(var resource) -> resource.id().name();
            case CatalogEvent.Deleted(var id, var _) -> id.name();
        };
    }
}
