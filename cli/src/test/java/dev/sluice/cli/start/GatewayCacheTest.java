package dev.sluice.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For which gateway a cache is taken. */
class GatewayCacheTest {

    private static final String OPTIONS = "-XX:+UseSerialGC -Xmx512m";

    @TempDir
    Path root;

    private Path library;

    @BeforeEach
    void build() throws IOException {
        Path application = root.resolve("gateway/target/quarkus-app");
        library = Files.createDirectories(application.resolve("lib")).resolve("some.jar");
        Files.writeString(library, "one");
        Files.writeString(application.resolve("quarkus-run.jar"), "run");
    }

    private Optional<GatewayCache> cache(String options) {
        return GatewayCache.of(new Checkout(root), options);
    }

    private GatewayCache made() throws IOException {
        GatewayCache cache = cache(OPTIONS).orElseThrow();
        cache.keep(Files.writeString(root.resolve("made"), "classes"));
        return cache;
    }

    @Test
    void whatWasMadeForAGatewayIsTakenForIt() throws Exception {
        assertThat(cache(OPTIONS))
                .hasValueSatisfying(cache -> assertThat(cache.isThere()).isFalse());

        made();

        GatewayCache again = cache("  -XX:+UseSerialGC   -Xmx512m ").orElseThrow();
        assertThat(again.isThere()).isTrue();
        assertThat(Path.of(again.option().substring("-XX:AOTCache=".length()))).hasContent("classes");
    }

    @Test
    void aJarOfTheSameSizeAndAnotherTimeIsAnotherJar() throws Exception {
        made();
        FileTime before = Files.getLastModifiedTime(library);

        Files.setLastModifiedTime(library, FileTime.fromMillis(before.toMillis() + 1000));
        assertThat(cache(OPTIONS).orElseThrow().isThere()).isFalse();

        Files.setLastModifiedTime(library, before);
        assertThat(cache(OPTIONS).orElseThrow().isThere()).isTrue();
    }

    @Test
    void aJarOfAnotherSizeAndTheSameTimeIsAnotherJar() throws Exception {
        made();
        FileTime before = Files.getLastModifiedTime(library);

        Files.writeString(library, "another");
        Files.setLastModifiedTime(library, before);

        assertThat(cache(OPTIONS).orElseThrow().isThere()).isFalse();
    }

    @Test
    void aJarMoreIsAnotherGateway() throws Exception {
        made();

        Files.writeString(library.resolveSibling("more.jar"), "");

        assertThat(cache(OPTIONS).orElseThrow().isThere()).isFalse();
    }

    @Test
    void otherOptionsAreAnotherGatewayAndTheirCacheReplacesTheFormer() throws Exception {
        GatewayCache former = made();
        GatewayCache other = cache("-XX:+UseZGC").orElseThrow();
        assertThat(other.isThere()).isFalse();

        other.keep(Files.writeString(root.resolve("made"), "others"));

        assertThat(other.isThere()).isTrue();
        assertThat(former.isThere()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
                "-javaagent:a.jar",
                "-XX:AOTCache=mine",
                "-Xshare:off",
                "-XX:StartFlightRecording",
                "-Xlog:gc:file=gc.log",
                "-Da=b"
            })
    void optionsThatAnotherProcessMustNotHaveAsWellTakeNoCache(String option) {
        assertThat(cache(OPTIONS + " " + option)).isEmpty();
    }

    @Test
    void aGatewayWithoutOptionsHasOneToo() {
        assertThat(cache("")).isPresent();
    }
}
