package dev.sluice.runner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.function.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Source files against the function API. */
class SourceCompilerTest {

    private static final String HELLO = """
            import java.util.function.Function;

            public class Hello implements Function<String, String> {
            	public String apply(String name) {
            		return "Hello, " + name;
            	}
            }
            """;

    @TempDir
    private Path folder;

    private SourceCompiler compiler;

    @BeforeEach
    void start() {
        URI api = URI.create(HttpHandler.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString());
        compiler = new SourceCompiler(Path.of(api).toString());
    }

    @Test
    void aSourceFileBecomesAJarThatRuns() throws Exception {
        Path jar = jar("Hello.java", HELLO);

        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            @SuppressWarnings("unchecked")
            Function<String, String> hello = (Function<String, String>)
                    loader.loadClass("Hello").getConstructor().newInstance();
            assertThat(hello.apply("Ada")).isEqualTo("Hello, Ada");
        }
        try (JarFile made = new JarFile(jar.toFile())) {
            assertThat(made.getManifest().getMainAttributes().getValue("Sluice-Source"))
                    .isEqualTo("Hello.java");
        }
    }

    @Test
    void theSameSourceMakesTheSameJar() throws Exception {
        byte[] first = Files.readAllBytes(jar("Hello.java", HELLO));

        assertThat(jar("Hello.java", HELLO)).hasBinaryContent(first);
    }

    @Test
    void aPackageNestedClassesAndTheFunctionApiAreThere() throws Exception {
        Path jar = jar("Shop.java", """
                package a.b;
                import dev.sluice.function.*;
                public class Shop implements HttpHandler {
                    record Item(String name) {}
                    public Response handle(Request request, Context context) { return null; }
                }
                """);

        try (JarFile made = new JarFile(jar.toFile())) {
            assertThat(made.stream().map(Object::toString))
                    .containsExactly("META-INF/MANIFEST.MF", "a/b/Shop$Item.class", "a/b/Shop.class");
        }
    }

    @Test
    void theFileNeedNotHaveTheNameOfItsClassAndMayHaveAnyName() throws Exception {
        assertThat(jar("my function é.java", HELLO)).exists();
    }

    @Test
    void anErrorIsToldWithLineColumnAndTheSourceLine() throws Exception {
        Compiled.Refused refused = refused("Hello.java", HELLO.replace("+ name", "+ nam"));

        assertThat(refused.sentence())
                .isEqualTo("Hello.java does not compile: line 5, column 22: cannot find symbol, symbol: variable nam,"
                        + " location: class Hello, in: return \"Hello, \" + nam;");
        assertThat(refused.says())
                .containsExactly(
                        "Hello.java:5:22: error: cannot find symbol",
                        "    \t\treturn \"Hello, \" + nam;",
                        "    \t\t                   ^",
                        "      symbol:   variable nam",
                        "      location: class Hello");
    }

    @Test
    void moreErrorsAreCountedAndAllInTheLog() throws Exception {
        Compiled.Refused refused = refused("A.java", "class A { int a = x; int b = y; int c = z; }");

        assertThat(refused.sentence())
                .startsWith("A.java does not compile: line 1, column 19: ")
                .endsWith(" (and 2 more errors)");
        assertThat(refused.says())
                .filteredOn(line -> line.contains(": error: "))
                .hasSize(3);
    }

    @Test
    void anErrorAtTheEndOfAFileAndInALineWithWindowsEndings() throws Exception {
        assertThat(refused("A.java", "class A {").sentence())
                .isEqualTo(
                        "A.java does not compile: line 1, column 10: reached end of file while parsing, in: class A {");
        assertThat(refused("A.java", "class A {\r\n  int a = x;\r\n}\r\n").sentence())
                .startsWith("A.java does not compile: line 2, column 11: ")
                .endsWith("in: int a = x;");
    }

    @Test
    void aLongLineIsShortened() throws Exception {
        assertThat(refused("A.java", "class A { int a = x; /* " + "x".repeat(1_000) + " */ }")
                        .sentence())
                .hasSizeLessThan(500);
    }

    @Test
    void aWarningIsToldAndMakesNoFailure() throws Exception {
        Compiled compiled = compiler.compile(
                "public class A { @SuppressWarnings(\"x\") void a() { Thread.currentThread().checkAccess(); } }",
                "A.java");

        assertThat(compiled).isInstanceOf(Compiled.Made.class);
        assertThat(compiled.says()).first().asString().startsWith("A.java:1:").contains(": warning: ");
    }

    @Test
    void methodsOutsideOfAClassAreRefused() throws Exception {
        assertThat(refused("Hello.java", "void main() { IO.println(\"Hello\"); }")
                        .sentence())
                .startsWith(
                        "Hello.java has methods outside of a class, which is a program and no function: put them into"
                                + " a public class");
        assertThat(refused("Hello.java", "String greet(String name) { return name; } void main() {}")
                        .sentence())
                .startsWith("Hello.java has methods outside of a class");
        assertThat(compiler.compile("final class A {}", "A.java")).isInstanceOf(Compiled.Made.class);
    }

    @Test
    void aFileWithoutAClassIsRefused() throws Exception {
        assertThat(refused("Hello.java", "").sentence()).startsWith("Hello.java has no class in it: write one, as in ");
        assertThat(refused("Hello.java", "import java.util.*;").sentence()).startsWith("Hello.java has no class in it");
    }

    @Test
    void whatAsksForLibrariesIsLeftToABuild() throws Exception {
        assertThat(compiler.compile("//DEPS com.google.guava:guava:33.0.0-jre\n" + HELLO, "Hello.java"))
                .isInstanceOf(Compiled.AsksForLibraries.class);
        assertThat(refused("Hello.java", "//SOURCES Other.java\n" + HELLO).sentence())
                .isEqualTo(
                        "Hello.java asks by //SOURCES for Other.java, and a function that is one Java file has no other files:"
                                + " make it a Maven project, as sluice new --language java does, and deploy that folder");
        assertThat(compiler.compile("  //DEPS a:b:1\n// DEPS a:b:1\n" + HELLO, "Hello.java"))
                .isInstanceOf(Compiled.Made.class);
    }

    @Test
    void whatTheCompilerCannotTakeIsRefused() throws Exception {
        String deep = "class A { int a = " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + "; }";

        assertThat(refused("A.java", deep).sentence())
                .isEqualTo("A.java is nested too deeply for the compiler: divide its longest expression");
        assertThat(compiler.compileAsItIs("//DEPS a:b:1\n" + deep, "A.java")).isInstanceOf(Compiled.Refused.class);
    }

    @Test
    void whatIsNotUtf8IsNoText() throws Exception {
        Path file = Files.write(folder.resolve("upload"), new byte[] {'a', (byte) 0xff});

        assertThatThrownBy(() -> SourceCompiler.read(file, "A.java"))
                .isInstanceOf(NotTextException.class)
                .hasMessage("A.java is not UTF-8: save it so");
    }

    @Test
    void annotationsAreNotProcessed() throws Exception {
        assertThat(jar(
                        "Hello.java",
                        "@Deprecated "
                                + HELLO.substring(HELLO.indexOf("public"))
                                        .replace("Function<", "java.util.function.Function<")))
                .exists();
        assertThat(refused("A.java", "class A { @Getter int a; }").sentence())
                .contains("cannot find symbol, symbol: class Getter");
    }

    private Compiled.Refused refused(String name, String text) throws IOException {
        return (Compiled.Refused) compiler.compile(text, name);
    }

    private Path jar(String name, String text) throws IOException {
        Path jar = folder.resolve("made.jar");
        ((Compiled.Made) compiler.compile(text, name)).writeJar(jar);
        return jar;
    }
}
