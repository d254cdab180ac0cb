package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an instance needed at its first call, the next one has ready. */
@ExtendWith(SharedGateway.class)
class StartupProfileTest {

    /** Says its process, how many of its 20 parts are loaded, and how many are initialised; {@code use} uses them all. */
    private static final String MANY = """
        package m;

        public class Many implements java.util.function.Function<String, String> {
            static final java.util.concurrent.atomic.AtomicInteger INITIALISED =
                    new java.util.concurrent.atomic.AtomicInteger();

            %s

            public String apply(String what) {
                if (what.equals("use")) {
                    Object[] all = {%s};
                }
                return ProcessHandle.current().pid() + " " + loaded() + " " + INITIALISED.get();
            }

            private static int loaded() {
                try {
                    var find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
                    find.setAccessible(true);
                    int loaded = 0;
                    for (int i = 0; i < 20; i++) {
                        loaded += find.invoke(Many.class.getClassLoader(), "m.Many$P" + i) == null ? 0 : 1;
                    }
                    return loaded;
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        """;

    @TempDir
    private Path folder;

    @Test
    void theClassesOfAnEarlierInstanceAreLoadedBeforeACallNeedsThemAndNotInitialised(Gateway gateway) throws Exception {
        Path jar = jar();
        gateway.deployed("profiled", jar, "keepAlive=1s");
        assertThat(gateway.post("/function/profiled", "").body()).endsWith(" 0 0");

        String first = gateway.post("/function/profiled", "use").body();

        assertThat(first).endsWith(" 20 20");
        String pid = first.substring(0, first.indexOf(' ') + 1);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        Path profile = gateway.called().home().resolve("cache/profiles/java25-" + digest);
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(profile));
        assertThat(Files.readAllLines(profile)).startsWith("m.Many").hasSize(21);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        gateway.describe("profiled").getAsJsonArray("instances").isEmpty());
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> gateway.post("/function/profiled", "").body(),
                        answer -> !answer.startsWith(pid) && answer.endsWith(" 20 0"));
        assertThat(gateway.manage("DELETE", "/functions/profiled").statusCode()).isEqualTo(204);
    }

    private Path jar() throws IOException {
        StringBuilder parts = new StringBuilder();
        StringBuilder uses = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            parts.append("static class P").append(i).append(" { static { INITIALISED.incrementAndGet(); } }\n");
            uses.append("new P").append(i).append("(), ");
        }
        Path source = Files.writeString(folder.resolve("Many.java"), MANY.formatted(parts, uses));
        Path classes = folder.resolve("classes");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), "-proc:none", source.toString()))
                .isZero();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Add-Opens"), "java.base/java.lang");
        Path jar = folder.resolve("many.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }
}
