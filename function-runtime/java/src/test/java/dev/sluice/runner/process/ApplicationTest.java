package dev.sluice.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runner.support.Jars;
import dev.sluice.runner.support.RunnerFolder;
import dev.sluice.runner.support.RunnerScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a function finds in its JVM is what a program finds that {@code java -cp} runs. */
class ApplicationTest {

    private static final String ASKS = """
        package a;

        import java.util.concurrent.*;

        public class Asks {
            public String ask(String what) throws Exception {
                ClassLoader own = Asks.class.getClassLoader();
                return switch (what) {
                    case "common pool" -> "" + (CompletableFuture.supplyAsync(
                            () -> Thread.currentThread().getContextClassLoader()).get() == own);
                    case "pool of its own" -> "" + (new ForkJoinPool(2).submit(
                            () -> Thread.currentThread().getContextClassLoader()).get() == own);
                    case "system loader" -> "" + (ClassLoader.getSystemClassLoader() == own);
                    case "by name" -> ClassLoader.getSystemClassLoader().loadClass("a.Asks").getName();
                    case "resource" -> "" + (ClassLoader.getSystemResource("a/Asks.class") != null);
                    case "services" -> CompletableFuture.supplyAsync(() -> java.util.ServiceLoader
                            .load(java.util.function.Supplier.class).findFirst().get().get().toString()).get();
                    case "driver" -> CompletableFuture.supplyAsync(() -> {
                        try {
                            return java.sql.DriverManager.getDriver("jdbc:mine:x").getClass().getName();
                        } catch (java.sql.SQLException e) {
                            return e.getMessage();
                        }
                    }).get();
                    case "charset" -> java.nio.charset.Charset.forName("x-mine").name();
                    case "handler of URLs" -> "" + java.net.URI.create("mine:x").toURL().openConnection();
                    case "handler of records" -> {
                        java.util.logging.LogManager.getLogManager().readConfiguration(
                                new java.io.ByteArrayInputStream("handlers=a.Records".getBytes()));
                        yield java.util.logging.Logger.getLogger("").getHandlers()[0].getClass().getName();
                    }
                    case "HTTP client" -> {
                        var loader = new CompletableFuture<ClassLoader>();
                        java.net.http.HttpClient.newHttpClient().sendAsync(
                                java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:1/")).build(),
                                java.net.http.HttpResponse.BodyHandlers.discarding()).whenCompleteAsync((r, e) ->
                                        loader.complete(Thread.currentThread().getContextClassLoader())).exceptionally(e -> null);
                        yield "" + (loader.get() == own);
                    }
                    case "child" -> {
                        Process child = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xshare:auto",
                                "-cp", System.getProperty("java.class.path"), "a.Child").redirectErrorStream(true).start();
                        yield new String(child.getInputStream().readAllBytes());
                    }
                    case "opened" -> {
                        try {
                            String.class.getDeclaredField("value").setAccessible(true);
                            yield "opened";
                        } catch (RuntimeException e) {
                            yield e.getClass().getSimpleName();
                        }
                    }
                    case "exported" -> {
                        try {
                            Object vm = Class.forName("jdk.internal.misc.VM").getMethod("isBooted").invoke(null);
                            yield "exported " + vm;
                        } catch (IllegalAccessException e) {
                            yield e.getClass().getSimpleName();
                        }
                    }
                    case "temporary" -> {
                        var file = java.nio.file.Files.createTempFile("x", "");
                        var old = java.io.File.createTempFile("yyy", "");
                        yield file.getParent() + " " + old.getParent() + " " + System.getProperty("user.home");
                    }
                    case "locale" -> java.util.Locale.getDefault().toString();
                    case "option" -> System.getProperty("chosen") + " " + Asks.class.desiredAssertionStatus();
                    case "limits" -> java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                            .filter(it -> it.startsWith("-XX:Max") && it.contains("Size=")).toList().toString();
                    default -> what;
                };
            }
        }
        """;

    private static final String[] PROVIDERS = {"""
        package a;
        public class Served implements java.util.function.Supplier<String> { public String get() { return "served"; } }
        """, """
            package a;
            public class Driver implements java.sql.Driver {
                public java.sql.Connection connect(String url, java.util.Properties info) { return null; }
                public boolean acceptsURL(String url) { return url.startsWith("jdbc:mine:"); }
                public java.sql.DriverPropertyInfo[] getPropertyInfo(String url, java.util.Properties info) { return new java.sql.DriverPropertyInfo[0]; }
                public int getMajorVersion() { return 1; }
                public int getMinorVersion() { return 0; }
                public boolean jdbcCompliant() { return false; }
                public java.util.logging.Logger getParentLogger() { return java.util.logging.Logger.getGlobal(); }
                static { try { java.sql.DriverManager.registerDriver(new Driver()); } catch (java.sql.SQLException e) { throw new IllegalStateException(e); } }
            }
            """, """
                package a;
                public class Charsets extends java.nio.charset.spi.CharsetProvider {
                    private static java.nio.charset.Charset mine() {
                        return new java.nio.charset.Charset("x-mine", new String[0]) {
                            public boolean contains(java.nio.charset.Charset other) { return false; }
                            public java.nio.charset.CharsetDecoder newDecoder() { throw new UnsupportedOperationException(); }
                            public java.nio.charset.CharsetEncoder newEncoder() { throw new UnsupportedOperationException(); }
                        };
                    }
                    public java.nio.charset.Charset charsetForName(String name) { return name.equals("x-mine") ? mine() : null; }
                    public java.util.Iterator<java.nio.charset.Charset> charsets() { return java.util.List.of(mine()).iterator(); }
                }
                """, """
                package a;
                public class Urls extends java.net.spi.URLStreamHandlerProvider {
                    public java.net.URLStreamHandler createURLStreamHandler(String protocol) {
                        return protocol.equals("mine") ? new java.net.URLStreamHandler() {
                            protected java.net.URLConnection openConnection(java.net.URL url) {
                                return new java.net.URLConnection(url) { public void connect() {} public String toString() { return "connected"; } };
                            } } : null;
                    }
                }
                """, """
                package a;
                public class Records extends java.util.logging.ConsoleHandler {}
                """, """
                package a;
                public class Child implements dev.sluice.function.Handler<String, String> {
                    public String handle(String input, dev.sluice.function.Context context) { return input; }
                    public static void main(String[] arguments) { System.out.print("child of " + new Child().handle("the function", null)); }
                }
                """};

    @TempDir
    private static Path folder;

    private static Path runtime;
    private static Path plain;
    private static Path opening;
    private static RunnerScript usual;

    @BeforeAll
    static void build() throws IOException {
        runtime = RunnerFolder.assembled(folder.resolve("runtime"));
        String[] sources = new String[PROVIDERS.length + 1];
        System.arraycopy(PROVIDERS, 0, sources, 0, PROVIDERS.length);
        sources[PROVIDERS.length] = ASKS;
        Path classes = Jars.compile(folder, sources);
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("java.util.function.Supplier"), "a.Served");
        Files.writeString(services.resolve("java.sql.Driver"), "a.Driver");
        Files.writeString(services.resolve("java.nio.charset.spi.CharsetProvider"), "a.Charsets");
        Files.writeString(services.resolve("java.net.spi.URLStreamHandlerProvider"), "a.Urls");
        plain = Jars.jar(classes, folder.resolve("plain.jar"), name -> true);
        opening = Jars.jar(
                classes,
                folder.resolve("opening.jar"),
                name -> true,
                Map.of(
                        "Add-Opens",
                        "java.base/java.lang no.such/p java.base/no.such",
                        "Add-Exports",
                        "java.base/jdk.internal.misc"));
        usual = RunnerScript.start(runtime, folder, 128, "");
        usual.specialise(plain, "a.Asks::ask", Map.of());
    }

    @AfterAll
    static void end() {
        usual.close();
    }

    @ParameterizedTest
    @CsvSource({
        "common pool, true",
        "pool of its own, true",
        "system loader, true",
        "by name, a.Asks",
        "resource, true",
        "services, served",
        "driver, a.Driver",
        "charset, x-mine",
        "handler of URLs, connected",
        "handler of records, a.Records",
        "HTTP client, true",
        "child, child of the function"
    })
    void toTheJdkTheFunctionsClassesAreTheApplication(String question, String answer) {
        assertThat(usual.call(question)).isEqualTo(answer);
    }

    @Test
    void theJdkIsOpenedByTheManifestAndByNothingElse() {
        assertThat(usual.call("opened")).isEqualTo("InaccessibleObjectException");
        assertThat(usual.call("exported")).isEqualTo("IllegalAccessException");
        try (RunnerScript runner = RunnerScript.start(runtime, folder, 128, "")) {
            runner.specialise(opening, "a.Asks::ask", Map.of());

            assertThat(runner.call("opened")).isEqualTo("opened");
            assertThat(runner.call("exported")).isEqualTo("exported true");
        }
    }

    @Test
    void filesOfTheFunctionsLieInTheWorkFolder() {
        try (RunnerScript runner = RunnerScript.start(runtime, folder, 128, "")) {
            runner.specialise(plain, "a.Asks::ask", Map.of("LANG", "de_CH.UTF-8"));
            Path work = runner.work();

            assertThat(runner.call("temporary")).isEqualTo(work + " " + work + " " + work);
            assertThat(runner.call("locale")).isEqualTo("de_CH");
        }
    }

    @Test
    void optionsOfTheFunctionsComeLastAndAreNotSplitAtBlanks() {
        String options = "--enable-preview\n-Dchosen=a b *\n-ea\n-XX:MaxDirectMemorySize=5m";
        try (RunnerScript runner = RunnerScript.start(runtime, folder, 128, "", options)) {
            runner.specialise(plain, "a.Asks::ask", Map.of());

            assertThat(runner.call("option")).isEqualTo("a b * true");
            assertThat(runner.call("limits")).endsWith("-XX:MaxDirectMemorySize=5m]");
            assertThat(runner.output()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1024, '[-XX:MaxMetaspaceSize=162m, -XX:MaxDirectMemorySize=55m]'",
        "4096, '[-XX:MaxMetaspaceSize=242m, -XX:MaxDirectMemorySize=379m]'"
    })
    void allPartsOfTheMemoryGrowWithIt(int memory, String limits) {
        try (RunnerScript runner = RunnerScript.start(runtime, folder, memory, "")) {
            runner.specialise(plain, "a.Asks::ask", Map.of());

            assertThat(runner.call("limits")).isEqualTo(limits);
        }
    }
}
