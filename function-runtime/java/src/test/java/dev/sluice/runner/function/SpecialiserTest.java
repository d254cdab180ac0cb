package dev.sluice.runner.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.protocol.Frame;
import dev.sluice.runner.samples.Methods;
import dev.sluice.runner.samples.Orders;
import dev.sluice.runner.support.Jars;
import dev.sluice.runner.support.NamedInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake of an author has its exact words. */
class SpecialiserTest {

    private static final Path SAMPLES = Path.of("target/test-classes").toAbsolutePath();
    private static final String ACCEPTED =
            "a handler is a class that implements java.util.function.Function<I, O>, dev.sluice.function.Handler<I, O>"
                    + " or dev.sluice.function.HttpHandler, or a public method pkg.Class::method that takes (), (I),"
                    + " (Context) or (I, Context)";

    @TempDir
    private static Path folder;

    private static Path classes;

    @BeforeAll
    static void compile() {
        classes = Jars.compile(
                folder,
                "package a; public class Fine implements java.util.function.Function<String, String> {"
                        + " public String apply(String in) { return in; } }",
                "package a; public class Gone { public static String text() { return \"\"; } }",
                "package a; public class Needs implements java.util.function.Supplier<String> {"
                        + " final String text = Gone.text(); public String get() { return text; } }",
                "package a; public class NeedsAsParent extends Gone implements java.util.function.Supplier<String> {"
                        + " public String get() { return \"\"; } }",
                "package a; public class NeedsAsInput implements java.util.function.Consumer<Gone> {"
                        + " public void accept(Gone gone) {} }",
                "package a; public class Two implements java.util.function.Function<String, String>,"
                        + " java.util.function.Supplier<String> {"
                        + " public String apply(String s) { return s; } public String get() { return \"\"; } }",
                "package a; public class BadInit implements java.util.function.Supplier<String> {"
                        + " static final int N = Integer.parseInt(\"x\"); public String get() { return \"\"; } }",
                "package a; public class BadConstructor implements java.util.function.Supplier<String> {"
                        + " public BadConstructor() { throw new IllegalStateException(\"no key\","
                        + " new java.io.IOException(\"no file\")); } public String get() { return \"\"; } }",
                "package a; public class BadStart implements java.util.function.Supplier<String>,"
                        + " dev.sluice.function.Lifecycle {"
                        + " public void start(dev.sluice.function.InstanceContext c) throws Exception {"
                        + " throw new java.io.IOException(\"no database\"); } public String get() { return \"\"; } }",
                "package a; public class NoForm { public String greet(String name) { return name; } }",
                "package a; public class NoMethods { }",
                "package a; public abstract class Abstract implements java.util.function.Supplier<String> { }",
                "package a; public class WithParameter implements java.util.function.Supplier<String> {"
                        + " public WithParameter(int n) {} public String get() { return \"\"; } }",
                "package a; public class Outer { public class Inner implements java.util.function.Supplier<String> {"
                        + " public String get() { return \"\"; } } }",
                "package a; public class Open<T> implements java.util.function.Function<T, String> {"
                        + " public String apply(T in) { return \"\"; } }",
                "package a; @SuppressWarnings(\"rawtypes\") public class Raw implements java.util.function.Function {"
                        + " public Object apply(Object in) { return in; } }",
                "package a; public class AbstractInput implements java.util.function.Consumer<Runnable[]> {"
                        + " public void accept(Runnable[] in) {} }",
                "package a; public interface Shape {}",
                "package a; public class ShapeInput implements java.util.function.Consumer<Shape> {"
                        + " public void accept(Shape in) {} }",
                "package a; public class Results { public static Runnable runnable() { return () -> {}; } public"
                        + " static java.util.concurrent.locks.ReentrantLock lock() { return null; } public static"
                        + " IllegalStateException failure() { return null; } public static"
                        + " java.util.concurrent.Future<java.util.List<Thread>> laterThread() { return null; } }",
                "package a; public class ThreadInput implements java.util.function.Consumer<ThreadInput.In> {"
                        + " public record In(Thread thread) {} public void accept(In in) {} }");
    }

    @Test
    void describesWhatItFound() throws IOException {
        assertThat(ready(SAMPLES, Orders.class.getName()))
                .isEqualTo("dev.sluice.runner.samples.Orders, Function<Order, Receipt>");
        assertThat(ready(SAMPLES, Methods.class.getName() + "::person"))
                .isEqualTo("Person dev.sluice.runner.samples.Methods::person(Person)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.Fin | CLASS_NOT_FOUND | there is no class a.Fin in the artifact | did you mean a.Fine?",
                "Fine | CLASS_NOT_FOUND | there is no class Fine in the artifact | did you mean a.Fine?",
                "a.fine | CLASS_NOT_FOUND | there is no class a.fine in the artifact | did you mean a.Fine?",
                "java.lang.Strin | CLASS_NOT_FOUND | there is no class java.lang.Strin in the artifact"
                        + " | the artifact has a.Abstract, a.AbstractInput, a.BadConstructor, a.BadInit, a.BadStart, …",
                "java.util.ArrayList | CLASS_NOT_FOUND | there is no class java.util.ArrayList in the artifact"
                        + " | the artifact has a.Abstract, a.AbstractInput, a.BadConstructor, a.BadInit, a.BadStart, …",
                "a.Needs | CLASS_NOT_FOUND | the class a.Gone, which a.Needs needs, is not in the artifact"
                        + " | put the library that has it into the jar, with its own dependencies",
                "a.NeedsAsParent | CLASS_NOT_FOUND"
                        + " | the class a.Gone, which a.NeedsAsParent needs, is not in the artifact"
                        + " | put the library that has it into the jar, with its own dependencies",
                "a.NeedsAsInput | CLASS_NOT_FOUND | the class a.Gone, which a.NeedsAsInput needs, is not in the"
                        + " artifact | put the library that has it into the jar, with its own dependencies",
                "a b | WRONG_SIGNATURE | the handler 'a b' is no name of a class"
                        + " | write package.Class, or package.Class::method",
                "a.Fine:: | WRONG_SIGNATURE | the handler 'a.Fine::' is no name of a class"
                        + " | write package.Class, or package.Class::method",
                "a.NoForm | WRONG_SIGNATURE | the class a.NoForm implements none of the interfaces of a handler"
                        + " | did you mean a.NoForm::greet? ACCEPTED",
                "a.NoMethods | WRONG_SIGNATURE | the class a.NoMethods implements none of the interfaces of a handler"
                        + " | ACCEPTED",
                "a.Fine::nope | WRONG_SIGNATURE | the class a.Fine has no public method nope"
                        + " | did you mean a.Fine::apply?",
                "a.Abstract | WRONG_SIGNATURE | a.Abstract is abstract, so there is nothing to call"
                        + " | name a class that can be made",
                "a.WithParameter | WRONG_SIGNATURE | a.WithParameter has no public constructor without parameters"
                        + " | add one: public WithParameter() {}",
                "a.Outer$Inner | WRONG_SIGNATURE | a.Outer$Inner has no public constructor without parameters"
                        + " | it is an inner class: declare it static",
                "a.Open | WRONG_SIGNATURE | a.Open does not say what it takes: its Function has the type variable T"
                        + " in place of a type | TYPES",
                "a.ShapeInput | WRONG_SIGNATURE | the input of a.ShapeInput, Consumer<Shape> cannot be bound: a.Shape"
                        + " is abstract, so JSON cannot say which class to make: take a record or a class | ''"
            })
    void aMistakeIsNamed(String handler, StartFault fault, String message, String hint) {
        Specialisation.Failed failed = failed(jar(name -> !name.equals("a/Gone.class")), handler);

        assertThat(failed.error().message()).isEqualTo(message);
        assertThat(failed.hint())
                .isEqualTo(hint.replace("ACCEPTED", ACCEPTED)
                        .replace(
                                "TYPES",
                                "write a class with types, such as: class Greet implements Function<Person, String>;"
                                        + " lambdas and method references lose theirs when they are compiled"));
        assertThat(failed.fault()).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lambda | the method Function<String, String> dev.sluice.runner.samples.Methods::lambda()"
                        + " returns a Function, which is not called",
                "anything | the method T dev.sluice.runner.samples.Methods::anything(T)"
                        + " does not say what it takes: its parameter is the type variable T",
                "three | the method String dev.sluice.runner.samples.Methods::three(String, String, String)"
                        + " cannot be a handler"
            })
    void aMethodThatCannotBeAHandlerIsNamed(String method, String message) {
        Specialisation.Failed failed = failed(SAMPLES, Methods.class.getName() + "::" + method);

        assertThat(failed.error().message()).isEqualTo(message);
        assertThat(failed.fault()).isEqualTo(StartFault.WRONG_SIGNATURE);
    }

    @Test
    void anOverloadedMethodIsRefusedWithItsForms() {
        Specialisation.Failed failed = failed(SAMPLES, Methods.class.getName() + "::overloaded");

        assertThat(failed.error().message())
                .startsWith("the class dev.sluice.runner.samples.Methods has 2 methods overloaded: ")
                .contains("String dev.sluice.runner.samples.Methods::overloaded(int)")
                .contains("String dev.sluice.runner.samples.Methods::overloaded(String)");
        assertThat(failed.hint()).isEqualTo("give the one that is the handler a name of its own");
    }

    @Test
    void anInputWithAPartOfTheJvmsOwnIsRefused() {
        Specialisation.Failed failed = failed(classes, "a.ThreadInput");

        assertThat(failed.fault()).isEqualTo(StartFault.WRONG_SIGNATURE);
        assertThat(failed.error().message())
                .isEqualTo(
                        "the input of a.ThreadInput, Consumer<In> cannot be bound: java.lang.Thread is a class of the"
                                + " JDK that has no form in JSON (in a.ThreadInput$In.thread)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runnable | java.lang.Runnable is a class of the JDK that has no form in JSON",
                "lock | java.util.concurrent.locks.ReentrantLock is a class of the JDK that has no form in JSON",
                "failure | java.lang.IllegalStateException is a class of the JDK that has no form in JSON",
                "laterThread | java.lang.Thread is a class of the JDK that has no form in JSON"
            })
    void aResultThatCanNeverBeSentIsRefused(String method, String why) {
        Specialisation.Failed failed = failed(classes, "a.Results::" + method);

        assertThat(failed.fault()).isEqualTo(StartFault.WRONG_SIGNATURE);
        assertThat(failed.error().message())
                .startsWith("the result of ")
                .endsWith(" a.Results::" + method + "() cannot be sent: " + why);
        assertThat(failed.hint())
                .isEqualTo(
                        "answer with a record, a class with fields, String, byte[], InputStream, Path, Response, List,"
                                + " Map, Stream or void");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "           | a.Two, Function<String, String>",
                "supplier   | a.Two, Supplier<String>",
                "consumer   | a.Two, Function<String, String>",
                "of-a-later-build | a.Two, Function<String, String>"
            })
    void aClassOfTwoContractsIsCalledByTheOneThatWasKept(String contract, String description) throws IOException {
        Map<String, String> settings = contract == null ? Map.of() : Map.of("contract", contract);

        assertThat(ready(specialise(classes, "a.Two", settings))).isEqualTo(description);
    }

    @Test
    void aFunctionWithoutTypesTakesAnyJson() throws IOException {
        assertThat(ready(classes, "a.Raw")).isEqualTo("a.Raw, Function<T, R>");
    }

    @Test
    void aFailingInitialiserIsToldWithItsRealCause() {
        Specialisation.Failed failed = failed(classes, "a.BadInit");

        assertThat(failed.fault()).isEqualTo(StartFault.INITIALISER_FAILED);
        assertThat(failed.error().type()).isEqualTo("java.lang.NumberFormatException");
        assertThat(failed.error().message()).isEqualTo("For input string: \"x\"");
        assertThat(failed.error().frames()).containsExactly("a.BadInit.<clinit>(BadInit.java:1)");
        assertThat(failed.hint())
                .isEqualTo("a static initialiser of a.BadInit threw; the frames say where, and the causes why");
    }

    @Test
    void aFailingConstructorIsToldWithItsRealCause() {
        Specialisation.Failed failed = failed(classes, "a.BadConstructor");

        assertThat(failed.fault()).isEqualTo(StartFault.INITIALISER_FAILED);
        assertThat(failed.error().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failed.error().message()).isEqualTo("no key");
        assertThat(failed.error().frames())
                .containsExactly(
                        "a.BadConstructor.<init>(BadConstructor.java:1)",
                        "Caused by: java.io.IOException: no file",
                        "a.BadConstructor.<init>(BadConstructor.java:1)");
        assertThat(failed.hint())
                .isEqualTo("the constructor of a.BadConstructor threw; the frames say where, and the causes why");
    }

    @Test
    void aFailingStartHookIsTold() {
        Specialisation.Failed failed = failed(classes, "a.BadStart");

        assertThat(failed.fault()).isEqualTo(StartFault.START_HOOK_FAILED);
        assertThat(failed.error().type()).isEqualTo("java.io.IOException");
        assertThat(failed.error().message()).isEqualTo("no database");
        assertThat(failed.hint())
                .isEqualTo("start(InstanceContext) of a.BadStart, Supplier<String> threw; the frames say where");
    }

    @Test
    void aClassForANewerJavaIsNamed() throws IOException {
        Path root = folder.resolve("newer");
        Path newer = Files.createDirectories(root.resolve("a"));
        byte[] bytes = Files.readAllBytes(classes.resolve("a/Fine.class"));
        bytes[7] = (byte) (44 + 99);
        Files.write(newer.resolve("Fine.class"), bytes);

        Specialisation.Failed failed = failed(root, "a.Fine");

        assertThat(failed.fault()).isEqualTo(StartFault.BAD_ARTIFACT);
        assertThat(failed.error().message()).isEqualTo("a.Fine was compiled for Java 99, but this runtime is Java 25");
        assertThat(failed.hint()).isEqualTo("compile with --release 25 or lower");
    }

    @Test
    void aDamagedClassIsNamed() throws IOException {
        Path root = folder.resolve("damaged");
        Path damaged = Files.createDirectories(root.resolve("a"));
        Files.write(damaged.resolve("Fine.class"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});

        Specialisation.Failed failed = failed(root, "a.Fine");

        assertThat(failed.fault()).isEqualTo(StartFault.BAD_ARTIFACT);
        assertThat(failed.error().message())
                .isEqualTo("a class file that a.Fine needs is damaged:"
                        + " Incompatible magic value 16909060 in class file a/Fine");
        assertThat(failed.hint()).isEqualTo("build the artifact again from scratch");
    }

    @Test
    void aFileThatIsNoJarIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("code.jar"), "not a jar at all");

        Specialisation.Failed failed = failed(file, "a.Fine");

        assertThat(failed.fault()).isEqualTo(StartFault.BAD_ARTIFACT);
        assertThat(failed.error().message()).isEqualTo("code.jar is not a jar: zip END header not found");
        assertThat(failed.hint()).isEqualTo("deploy the jar again: it may have been cut short");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = folder.resolve("gone.jar");

        assertThat(failed(file, "a.Fine").error().message())
                .isEqualTo("there is no file " + file + ", which the class path names");
    }

    @Test
    void anEmptyArtifactIsNamed() {
        Specialisation.Failed failed = failed(jar(name -> false), "a.Fine");

        assertThat(failed.error().message()).isEqualTo("there is no class a.Fine in the artifact");
        assertThat(failed.hint()).isEqualTo("there are no classes in the artifact at all: is it the right file?");
    }

    private static Path jar(Predicate<String> kept) {
        return Jars.jar(classes, folder.resolve("test.jar"), kept);
    }

    private static Specialisation specialise(Path code, String handler) {
        return specialise(code, handler, Map.of());
    }

    private static Specialisation specialise(Path code, String handler, Map<String, String> settings) {
        Frame.Specialise order =
                new Frame.Specialise("f", 1, handler, Frame.Artifact.of(code), Map.of(), 1_000, 10, settings);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            return new Specialiser().specialise(order, new NamedInstance("f"), _ -> {});
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Specialisation.Failed failed(Path code, String handler) {
        return (Specialisation.Failed) specialise(code, handler);
    }

    private static String ready(Path code, String handler) throws IOException {
        return ready(specialise(code, handler));
    }

    private static String ready(Specialisation specialisation) throws IOException {
        try (LoadedFunction function = ((Specialisation.Ready) specialisation).function()) {
            return function.description();
        }
    }
}
