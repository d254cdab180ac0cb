package dev.sluice.runner.program.golang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Go of this machine makes of sources. The programs import nothing, because Go's own packages take long to compile. */
class GoToolTest {

    private static final String PROGRAM = "package main\n\nfunc main() { println(\"PORT\") }\n";
    private static final String LIBRARY = "package a\n\nconst Answer = 42\n";
    private static final String IMPORTS =
            "package main\n\nimport \"example.com/a\"\n\nfunc main() { println(a.Answer) }\n";

    /** One for all tests, so that Go's runtime is compiled once. */
    @TempDir
    private static Path cache;

    @TempDir
    private Path temp;

    private final List<String> log = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void goIsThere() throws Exception {
        assumeTrue(isInstalled(), "needs Go");
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", Files.createDirectory(temp.resolve("home")).toString());
        environment.put("SLUICE_USER_HOME", environment.get("HOME"));
        environment.put("SLUICE_BUILD_CACHE", cache.toString());
        environment.put("GOPROXY", "off");
    }

    private static boolean isInstalled() throws IOException {
        try {
            GoTool.find(Map.of("PATH", System.getenv("PATH")));
            return true;
        } catch (GoRefusedException e) {
            return false;
        }
    }

    private Path module(String name, String goMod, String main) throws Exception {
        Path folder = Files.createDirectories(temp.resolve(name));
        Files.writeString(folder.resolve("go.mod"), goMod);
        Files.writeString(folder.resolve("main.go"), main);
        return folder;
    }

    private Path built(Path folder) throws Exception {
        Path program = folder.resolveSibling(folder.getFileName() + "-program");
        GoTool.find(environment).build(GoSources.inFolder(folder).orElseThrow(), program, log::add);
        return program;
    }

    private static String printed(Path program) throws Exception {
        Process process =
                new ProcessBuilder(program.toString()).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes());
    }

    @Test
    void aModuleIsBuiltToTheSameBytesWhereverItLies() throws Exception {
        Path one = built(module("one", "module hello\n\ngo 1.21\n", PROGRAM));
        Path two = built(module("two", "module hello\n\ngo 1.21\n", PROGRAM));

        assertThat(printed(one)).isEqualTo("PORT\n");
        assertThat(two).hasSameBinaryContentAs(one);
    }

    @Test
    void oneFileNeedsNoModuleAndItsMessagesTellTheNameThatItHasForItsAuthor() throws Exception {
        Path file = Files.writeString(temp.resolve(GoSources.ONE_FILE), "\uFEFF" + PROGRAM);
        Path program = temp.resolve("program");

        GoTool.find(environment).build(GoSources.ofFile(file, "hello.go"), program, log::add);

        assertThat(printed(program)).isEqualTo("PORT\n");
        Files.writeString(file, "package main\n\nfunc main() {\n\tprintln(\"PORT\", x)\n}\n");
        assertThatThrownBy(() -> GoTool.find(environment).build(GoSources.ofFile(file, "hello.go"), program, log::add))
                .hasMessage("hello.go:4:18: undefined: x");
        Files.writeString(file, "package main\n\nimport \"example.com/a\" // PORT\n\nfunc main() { a.B() }\n");
        assertThatThrownBy(() -> GoTool.find(environment).build(GoSources.ofFile(file, "hello.go"), program, log::add))
                .hasMessageStartingWith("hello.go:3:8 imports example.com/a, and one file alone has Go's own packages");
        assertThat(log).noneMatch(line -> line.contains(GoSources.ONE_FILE));
    }

    @Test
    void noOtherGoIsFetchedForAModuleThatAsksForANewerOne() throws Exception {
        Path folder = module("newer", "module hello\n\ngo 1.99\n", PROGRAM);

        assertThatThrownBy(() -> built(folder))
                .hasMessageMatching("go\\.mod asks for Go 1\\.99, and here is 1\\.\\S+: lower .*");
    }

    @Test
    void whereGoIsNotInstalledItIsToldWhatToInstall() {
        assumeTrue(!Files.exists(Path.of("/usr/local/go/bin/go")), "Go is where it always is found");

        assertThatThrownBy(() -> GoTool.find(Map.of("PATH", temp.toString())))
                .hasMessageStartingWith("there are sources in Go, and Go is not installed on this machine: install it");
    }

    // Modules, from a folder that is a module proxy.

    private String proxy() throws Exception {
        Path versions = Files.createDirectories(temp.resolve("proxy/example.com/a/@v"));
        Files.writeString(versions.resolve("list"), "v1.0.0\n");
        Files.writeString(versions.resolve("v1.0.0.info"), "{\"Version\":\"v1.0.0\"}");
        Files.writeString(versions.resolve("v1.0.0.mod"), "module example.com/a\n");
        try (OutputStream file = Files.newOutputStream(versions.resolve("v1.0.0.zip"));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (Map.Entry<String, String> entry :
                    Map.of("go.mod", "module example.com/a\n", "a.go", LIBRARY).entrySet()) {
                zip.putNextEntry(new ZipEntry("example.com/a@v1.0.0/" + entry.getKey()));
                zip.write(entry.getValue().getBytes());
            }
        }
        return temp.resolve("proxy").toUri().toString().replaceFirst("file:/+", "file:///");
    }

    private Path importing() throws Exception {
        return module("importing", "module hello\n\ngo 1.21\n\nrequire example.com/a v1.0.0\n", IMPORTS);
    }

    /** Has the module's sums written as its author has. */
    private void tidy(Path folder) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        GoTool.find(environment).go().toString(), "mod", "tidy")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(GoTool.find(environment).environment());
        builder.environment().put("GOSUMDB", "off");
        builder.environment().put("GOMODCACHE", temp.resolve("author").toString());
        builder.environment().put("GOFLAGS", "-modcacherw");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void modulesComeFromTheProxyOfTheUserAndAreCheckedByGoSum() throws Exception {
        Path settings = Files.createDirectories(Path.of(environment.get("HOME"), ".config/go"));
        environment.remove("GOPROXY");
        Files.writeString(settings.resolve("env"), "GOPROXY=" + proxy() + "\nGOFLAGS=-mod=mod\nGOOS=plan9\n");
        Path folder = importing();

        assertThatThrownBy(() -> built(folder))
                .hasMessage("go.sum does not say what is in the module of example.com/a, which main.go:3:8 imports: run"
                        + " 'go mod tidy', and send go.mod and go.sum as it leaves them");

        tidy(folder);
        assertThat(printed(built(folder))).isEqualTo("42\n");
        assertThat(log).contains("go: downloading example.com/a v1.0.0");
    }

    @Test
    void aModuleThatIsNotWhatGoSumSaysIsRefused() throws Exception {
        environment.put("GOPROXY", proxy());
        environment.put(
                "SLUICE_BUILD_CACHE",
                Files.createDirectory(temp.resolve("fresh")).toString());
        Path folder = importing();
        tidy(folder);
        Path sums = folder.resolve("go.sum");
        Files.writeString(
                sums, Files.readString(sums).replaceFirst("h1:.", "h1:~").replace("h1:~", "h1:0"));

        assertThatThrownBy(() -> built(folder))
                .hasMessageStartingWith("go.sum says otherwise than what was got of example.com/a@v1.0.0");
    }

    @Test
    void aModuleThatIsNowhereIsNamed() throws Exception {
        Path folder = importing();
        Files.writeString(
                folder.resolve("go.sum"),
                "example.com/a v1.0.0 h1:" + "0".repeat(43) + "=\n" + "example.com/a v1.0.0/go.mod h1:" + "0".repeat(43)
                        + "=\n");
        environment.put(
                "SLUICE_BUILD_CACHE",
                Files.createDirectory(temp.resolve("fresh")).toString());
        environment.put("GOPROXY", proxy().replace("/proxy", "/nothing"));

        assertThatThrownBy(() -> built(folder))
                .hasMessageMatching(
                        "the module example\\.com/a@v1\\.0\\.0 cannot be got: reading file:.*: no such file or directory");
    }

    @Test
    void aFolderOfVendoredModulesNeedsNoProxy() throws Exception {
        Path folder = importing();
        Path vendor = Files.createDirectories(folder.resolve("vendor/example.com/a"));
        Files.writeString(vendor.resolve("a.go"), LIBRARY);
        Files.writeString(folder.resolve("vendor/modules.txt"), "# example.com/a v1.0.0\n## explicit\nexample.com/a\n");

        assertThat(printed(built(folder))).isEqualTo("42\n");
    }
}
