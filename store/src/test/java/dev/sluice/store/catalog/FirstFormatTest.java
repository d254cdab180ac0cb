package dev.sluice.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.UpstreamUrl;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The home under test was made by the build of commit d1f611e, with deployments and a rollback over its API. */
class FirstFormatTest {

    private static final FunctionName GREETER = new FunctionName("greeter");
    private static final Digest CODE = new Digest("33444590877b872f1c7df972cab9cf6abc3488a5c41a2489151b8ede7fccc870");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final List<DirectoryCatalog> opened = new ArrayList<>();

    @BeforeEach
    void copy() throws IOException, URISyntaxException {
        Path old = Path.of(
                FirstFormatTest.class.getResource("/home-of-format-1/functions").toURI());
        Path functions = Files.createDirectory(home.resolve("functions"));
        try (Stream<Path> files = Files.list(old)) {
            for (Path file : files.toList()) {
                Files.copy(file, functions.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void everyFunctionIsThereWithAllItsVersions() {
        FirstFormat.leave(home);

        assertThatAllIsThere();
        FunctionHistory greeter = open().get(GREETER).orElseThrow().history();
        FunctionVersion second = greeter.liveVersion();
        assertThat(second.spec().environment())
                .isEqualTo(Map.of("GREETING", "Guten Tag: {0} #1", "N", "007", "E", "true"));
        assertThat(second.spec().timeout()).isEqualTo(Duration.ofSeconds(7));
        FunctionVersion third = greeter.version(3).orElseThrow();
        assertThat(third.spec().secrets()).isEqualTo(Map.of("KEY", "greeting-key"));
        assertThat(third.spec().access()).isEqualTo(Access.TOKEN);
        assertThat(third.spec().decorators().stream().map(DecoratorSpec::name))
                .containsExactly("cors", "timeout", "defaults");
        assertThat(greeter.version(4).orElseThrow().spec().scaling().concurrency())
                .isEqualTo(3);
    }

    @Test
    void aSecondStartChangesNothing() {
        FirstFormat.leave(home);
        FirstFormat.leave(home);

        assertThatAllIsThere();
        assertThat(home.resolve("functions.before-catalog-2")).doesNotExist();
    }

    @Test
    void oneThatWasKilledBeforeTheCatalogWasThereStartsAnew() throws IOException {
        Path unfinished = Files.createDirectory(Disk.unfinished(home));
        Files.createDirectories(unfinished.resolve("functions/default"));
        Files.writeString(unfinished.resolve("functions/default/greeter.yaml"), "half");

        FirstFormat.leave(home);

        assertThat(unfinished).doesNotExist();
        assertThatAllIsThere();
    }

    @Test
    void oneThatWasKilledWithTheOldFilesInTheirPlaceUsesTheCatalog() throws IOException {
        FirstFormat.leave(home);
        open().delete(new FunctionName("plain"));
        Files.delete(home.resolve("functions"));
        Files.move(home.resolve("functions.before-catalog"), home.resolve("functions"));

        FirstFormat.leave(home);

        assertThat(open().live(new FunctionName("plain"))).isEmpty();
        assertThat(home.resolve("functions")).isRegularFile();
        assertThat(home.resolve("functions.before-catalog/plain.yaml")).exists();
    }

    @Test
    void oneThatWasKilledBeforeTheBarrierMakesIt() throws IOException {
        FirstFormat.leave(home);
        Files.delete(home.resolve("functions"));

        FirstFormat.leave(home);

        assertThatAllIsThere();
    }

    @Test
    void aDamagedFileIsToldAndTheOthersAreThere() throws IOException {
        Files.writeString(home.resolve("functions/broken.yaml"), "apiVersion: sluice.dev/v1\n");
        Files.copy(home.resolve("functions/plain.yaml"), home.resolve("functions/renamed.yaml"));

        FirstFormat.leave(home);

        assertThatAllIsThere();
        assertThat(home.resolve("functions.before-catalog/broken.yaml")).exists();
    }

    private void assertThatAllIsThere() {
        FunctionCatalog functions = open();
        assertThat(functions.live(Namespace.DEFAULT, "", 9).stream().map(FunctionVersion::label))
                .containsExactly("elsewhere@2", "greeter@2", "plain@1");
        assertThat(numbers(functions, "greeter")).containsExactly(4, 3, 2, 1);
        assertThat(functions.refersTo(CODE)).isTrue();
        FunctionHistory elsewhere =
                functions.get(new FunctionName("elsewhere")).orElseThrow().history();
        assertThat(elsewhere.version(1).orElseThrow().spec().backend())
                .isEqualTo(new Backend.Upstream(UpstreamUrl.parse("http://127.0.0.1:9"), true));
        assertThat(home.resolve("functions")).isRegularFile().content().contains("'catalog'");
        assertThat(home.resolve("functions.before-catalog/greeter.yaml")).exists();
    }

    private static List<Integer> numbers(FunctionCatalog functions, String name) {
        return functions.get(new FunctionName(name)).orElseThrow().history().versions().stream()
                .map(FunctionVersion::number)
                .toList();
    }

    private FunctionCatalog open() {
        DirectoryCatalog catalog = new DirectoryCatalog(home.resolve("catalog"), FunctionKinds.ALL);
        opened.add(catalog);
        return new FunctionCatalog(catalog);
    }

    @AfterEach
    void close() {
        opened.forEach(DirectoryCatalog::close);
    }
}
