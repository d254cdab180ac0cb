package dev.sluice.gateway.inspect.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.InMemoryArtifactStore;
import dev.sluice.testkit.catalog.Functions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveLayoutTest {

    private static final byte[] LIBRARY = new TestJar().with("lib.Version").bytes();

    @TempDir
    private Path folder;

    @Test
    void jarsThatTheManifestNamesAreOnTheClassPathInItsOrder() throws Exception {
        Taken taken = take(new TestJar()
                .manifest("Class-Path", "libs/z.jar ext/a%20b.jar conf/ ../out.jar file:/x.jar gone.jar")
                .with("h.Hi", TestJar.FUNCTION)
                .file("libs/z.jar", LIBRARY)
                .file("libs/other.jar", LIBRARY)
                .file("ext/a b.jar", LIBRARY)
                .file("ext/unused.jar", LIBRARY)
                .file("conf/app.properties", "a=b"));

        assertThat(taken.handler).isEqualTo("h.Hi");
        assertThat(taken.files)
                .containsExactly(
                        "code.jar",
                        "path/00001/z.jar",
                        "path/00002/bundled.jar",
                        "path/00003/classes.jar",
                        "path/00004/other.jar");
        assertThat(taken.entries("path/00003/classes.jar")).contains("app.properties");
        assertThat(taken.warnings)
                .containsExactly(
                        "nothing uses ext/unused.jar inside the archive: put jars into lib/, or name them in the"
                                + " manifest's Class-Path");
    }

    @Test
    void anExecutableJarOfSpringBootIsTakenAsItIs() throws Exception {
        Taken taken = take(new TestJar()
                .manifest(
                        "Spring-Boot-Classpath-Index",
                        "BOOT-INF/classpath.idx\r\nMain-Class: org.springframework.boot.loader.launch.JarLauncher")
                .with("org.springframework.boot.loader.launch.JarLauncher", TestJar.FUNCTION)
                .file("META-INF/services/x", "root")
                .file("BOOT-INF/classes/h/Hi.class", TestJar.type("h.Hi"))
                .file("BOOT-INF/classes/application.properties", "a=b")
                .file("BOOT-INF/lib/a.jar", LIBRARY)
                .file("BOOT-INF/lib/b.jar", LIBRARY)
                .file("BOOT-INF/classpath.idx", "- \"BOOT-INF/lib/b.jar\"\n- \"BOOT-INF/lib/a.jar\"\n"));

        assertThat(taken.handler).isEqualTo("h.Hi");
        assertThat(taken.files)
                .containsExactly("code.jar", "path/00000/classes.jar", "path/00001/b.jar", "path/00002/a.jar");
        assertThat(taken.entries("path/00000/classes.jar"))
                .containsExactlyInAnyOrder("h/Hi.class", "application.properties", "META-INF/services/x");
        assertThat(taken.warnings).isEmpty();
    }

    @Test
    void aWarIsTakenAsItIs() throws Exception {
        Taken taken = take(new TestJar()
                .file("index.html", "<p>")
                .file("WEB-INF/web.xml", "<web-app/>")
                .file("WEB-INF/classes/h/Hi.class", TestJar.type("h.Hi"))
                .file("WEB-INF/lib/a.jar", LIBRARY)
                .file("WEB-INF/lib-provided/b.jar", LIBRARY));

        assertThat(taken.handler).isEqualTo("h.Hi");
        assertThat(taken.files)
                .containsExactly("code.jar", "path/00000/classes.jar", "path/00001/a.jar", "path/00002/b.jar");
    }

    @Test
    void aFastJarOfQuarkusIsTakenWithWhatItsBuildTransformedFirst() throws Exception {
        byte[] application = new TestJar().with("h.Hi", TestJar.FUNCTION).bytes();
        byte[] run = new TestJar()
                .manifest("Class-Path", "lib/boot/boot.jar")
                .with("q.Run", TestJar.FUNCTION)
                .bytes();
        Taken taken = take(new TestJar()
                .file("quarkus-app/quarkus-run.jar", run)
                .file("quarkus-app/app/mine-1.0.jar", application)
                .file("quarkus-app/lib/boot/boot.jar", LIBRARY)
                .file("quarkus-app/lib/main/main.jar", LIBRARY)
                .file("quarkus-app/quarkus/generated-bytecode.jar", LIBRARY)
                .file("quarkus-app/quarkus/transformed-bytecode.jar", LIBRARY)
                .file("quarkus-app/quarkus/quarkus-application.dat", "x"));

        assertThat(taken.handler).isEqualTo("h.Hi");
        assertThat(taken.files.stream().map(name -> name.replaceAll(".*/", "")))
                .containsExactly(
                        "code.jar",
                        "transformed-bytecode.jar",
                        "generated-bytecode.jar",
                        "mine-1.0.jar",
                        "quarkus-run.jar",
                        "boot.jar",
                        "main.jar");
        assertThat(taken.warnings).isEmpty();
    }

    @Test
    void anApplicationsJarBesideItsLibrariesIsTheCode() throws Exception {
        byte[] application = new TestJar()
                .manifest("Class-Path", "lib/ver.jar")
                .with("h.Hi", TestJar.FUNCTION)
                .bytes();
        for (String top : List.of("", "app-1.0/")) {
            Taken taken = take(new TestJar().file(top + "app.jar", application).file(top + "lib/ver.jar", LIBRARY));

            assertThat(taken.handler).isEqualTo("h.Hi");
            assertThat(taken.files).containsExactly("code.jar", "path/00000/app.jar", "path/00001/ver.jar");
        }
    }

    @Test
    void aDistributionWhoseCodeIsAmongItsLibrariesIsSearchedWhole() throws Exception {
        Taken taken = take(new TestJar()
                .file("app-1.0/bin/app", "#!/bin/sh")
                .file(
                        "app-1.0/lib/app.jar",
                        new TestJar().with("h.Hi", TestJar.HANDLER).bytes())
                .file("app-1.0/lib/ver.jar", LIBRARY));

        assertThat(taken.handler).isEqualTo("h.Hi");
        assertThat(taken.files).containsExactly("code.jar", "path/00000/app.jar", "path/00001/ver.jar");
    }

    @Test
    void classesBelowAFolderAreFoundByTheirOwnNames() throws Exception {
        Taken taken = take(new TestJar()
                .file("target/classes/h/Hi.class", TestJar.type("h.Hi"))
                .file("target/classes/app.properties", "a=b"));

        assertThat(taken.handler).isEqualTo("h.Hi");
        assertThat(taken.files).containsExactly("code.jar", "path/00000/classes.jar");
        assertThat(taken.entries("path/00000/classes.jar")).containsExactlyInAnyOrder("h/Hi.class", "app.properties");
    }

    @Test
    void anAgentThatTheManifestNamesIsDeclinedInASentence() throws Exception {
        assertThat(take(new TestJar()
                                .manifest("Launcher-Agent-Class", "h.Agent")
                                .with("h.Hi", TestJar.FUNCTION))
                        .warnings)
                .containsExactly(
                        "the manifest's Launcher-Agent-Class h.Agent is not started: instances run without agents"
                                + " of the JVM");
    }

    @Test
    void aPackageIsNotTakenForAFolderAround() throws Exception {
        Taken taken = take(new TestJar().with("app.Hi", TestJar.FUNCTION).file("app/x.txt", "x"));

        assertThat(taken.handler).isEqualTo("app.Hi");
        assertThat(taken.files).containsExactly("code.jar");
    }

    @Test
    void classesOfTheRuntimesReleaseAreSearched() throws Exception {
        byte[] hello = TestJar.type("h.Hi");
        Taken taken = take(new TestJar()
                .manifest("Multi-Release", "true")
                .with("h.Base")
                .file("META-INF/versions/21/h/Hi.class", hello));

        assertThat(taken.handler).isEqualTo("h.Hi");
        assertThatThrownBy(() -> take(new TestJar().with("h.Base").file("META-INF/versions/21/h/Hi.class", hello)))
                .hasMessageStartingWith("no handler in the jar");
    }

    @Test
    void theHandlerMayBeNamedByTheManifestOfTheCode() throws Exception {
        byte[] application = new TestJar()
                .manifest("Sluice-Handler", "h.Second")
                .with("h.Hi", TestJar.FUNCTION)
                .with("h.Second", TestJar.FUNCTION)
                .bytes();

        assertThat(take(new TestJar().file("app.jar", application).file("lib/ver.jar", LIBRARY)).handler)
                .isEqualTo("h.Second");
    }

    private record Taken(InMemoryArtifactStore store, String handler, List<String> files, List<String> warnings) {

        /** The names of files in a jar, its manifest aside. */
        List<String> entries(String jar) throws IOException {
            List<String> names = new ArrayList<>();
            try (InputStream in = store.open(Functions.digest("x"), jar);
                    ZipInputStream zip = new JarInputStream(new ByteArrayInputStream(in.readAllBytes()))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    names.add(entry.getName());
                }
            }
            return names;
        }
    }

    private Taken take(TestJar content) throws UploadRefusedException, IOException {
        Path file = Files.write(Files.createTempFile(folder, "upload", ""), content.bytes());
        InMemoryArtifactStore store = new InMemoryArtifactStore();
        try (UploadedJar jar = UploadedJar.open(file, ArchiveLimits.DEFAULT);
                ArtifactStore.Draft draft = store.draft()) {
            String handler = new HandlerSearch(jar).find();
            jar.unpack(draft);
            List<String> warnings = jar.warnings();
            draft.take("code.jar", file);
            draft.commit(Functions.digest("x"));
            return new Taken(store, handler, store.files(Functions.digest("x")), warnings);
        }
    }
}
