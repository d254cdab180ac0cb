package dev.sluice.runner.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.protocol.Frame;
import dev.sluice.runner.support.Jars;
import dev.sluice.runner.support.NamedInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever does what a hint says has a function that starts. */
class HintsTest {

    private static final String FUNCTION = "implements java.util.function.Function<String, String> {"
            + " public String apply(String in) { return in; } ";

    @TempDir
    private Path folder;

    /** The source, the handler, a part of the hint, the source after the hint was followed, and its handler. */
    static Stream<Arguments> hints() {
        return Stream.of(
                hint(
                        "public class F " + FUNCTION + "}",
                        "a.Ff",
                        "did you mean a.F?",
                        "public class F " + FUNCTION + "}",
                        "a.F"),
                hint(
                        "public class F { public String greet(String in) { return in; } }",
                        "a.F",
                        "did you mean a.F::greet?",
                        "public class F { public String greet(String in) { return in; } }",
                        "a.F::greet"),
                hint(
                        "public class F { public static java.util.function.Function<String, String> handler() { return"
                                + " s -> s; } }",
                        "a.F",
                        "a handler is a class that implements java.util.function.Function<I, O>",
                        "public class F " + FUNCTION + "}",
                        "a.F"),
                hint(
                        "public class F { public static java.util.function.Function<String, String> handler() { return"
                                + " s -> s; } }",
                        "a.F::handler",
                        "write a class with types, such as: class Greet implements Function<Person, String>",
                        "public class F " + FUNCTION + "}",
                        "a.F"),
                hint(
                        "public class F " + FUNCTION + " public F(int n) {} }",
                        "a.F",
                        "add one: public F() {}",
                        "public class F " + FUNCTION + " public F(int n) {} public F() {} }",
                        "a.F"),
                hint(
                        "public class F " + FUNCTION + " private F() {} }",
                        "a.F",
                        "make it public: public F() {}",
                        "public class F " + FUNCTION + " public F() {} }",
                        "a.F"),
                hint(
                        "public class F { public String a(String in) { return in; } public String a(int in) { return"
                                + " \"\"; } public String z(String in) { return in; } }",
                        "a.F",
                        "did you mean a.F::z?",
                        "public class F { public String a(String in) { return in; } public String a(int in) { return"
                                + " \"\"; } public String z(String in) { return in; } }",
                        "a.F::z"),
                hint(
                        "public class F { public class In " + FUNCTION + "} }",
                        "a.F$In",
                        "it is an inner class: declare it static",
                        "public class F { public static class In " + FUNCTION + "} }",
                        "a.F$In"),
                hint(
                        "public abstract class F " + FUNCTION + "}",
                        "a.F",
                        "name a class that can be made",
                        "public class F " + FUNCTION + "}",
                        "a.F"),
                hint(
                        "public enum F " + FUNCTION.replace("{ public", "{ A, B; public") + "}",
                        "a.F",
                        "leave one constant, or write a class in its place",
                        "public enum F " + FUNCTION.replace("{ public", "{ A; public") + "}",
                        "a.F"),
                hint(
                        "public class F<T> implements java.util.function.Function<T, String> {"
                                + " public String apply(T in) { return \"\"; } }",
                        "a.F",
                        "write a class with types",
                        "public class F " + FUNCTION + "}",
                        "a.F"),
                hint(
                        "public class F { public String a(String in) { return in; } public String a(int in) { return"
                                + " \"\"; } }",
                        "a.F::a",
                        "give the one that is the handler a name of its own",
                        "public class F { public String a(String in) { return in; } public String b(int in) { return"
                                + " \"\"; } }",
                        "a.F::b"),
                hint(
                        "public class F { public interface S {} public String a(S in) { return \"\"; } }",
                        "a.F::a",
                        "take a record or a class",
                        "public class F { public record S() {} public String a(S in) { return \"\"; } }",
                        "a.F::a"),
                hint(
                        "public class F { public static class S { final int n; S(int m) { n = m; } }"
                                + " public String a(S in) { return \"\"; } }",
                        "a.F::a",
                        "have no names: compile with -parameters, or make it a record",
                        "public class F { public record S(int n) {} public String a(S in) { return \"\";" + " } }",
                        "a.F::a"),
                hint(
                        "public class F { public Runnable a() { return null; } }",
                        "a.F::a",
                        "answer with a record, a class with fields, String",
                        "public class F { public record S() {} public S a() { return null; } }",
                        "a.F::a"),
                hint(
                        "public class F { public static class S { } public S a() { return null; } }",
                        "a.F::a",
                        "make it a record",
                        "public class F { public record S() {} public S a() { return null; } }",
                        "a.F::a"));
    }

    private static Arguments hint(String before, String handler, String hint, String after, String next) {
        return Arguments.of(before, handler, hint, after, next);
    }

    @ParameterizedTest
    @MethodSource("hints")
    void aHintThatIsFollowedWorks(String before, String handler, String hint, String after, String next)
            throws IOException {
        Specialisation.Failed refused = (Specialisation.Failed)
                specialise(Jars.compile(folder.resolve("before"), "package a; " + before), handler);

        assertThat(refused.error().message() + "; " + refused.hint()).contains(hint);

        Specialisation taken = specialise(Jars.compile(folder.resolve("after"), "package a; " + after), next);

        try (LoadedFunction function = ((Specialisation.Ready) taken).function()) {
            assertThat(function.description()).contains("a.F");
        }
    }

    private static Specialisation specialise(Path code, String handler) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            return new Specialiser()
                    .specialise(
                            new Frame.Specialise(
                                    "f", 1, handler, Frame.Artifact.of(code), Map.of(), 1_000, 10, Map.of()),
                            new NamedInstance("f"),
                            _ -> {});
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
