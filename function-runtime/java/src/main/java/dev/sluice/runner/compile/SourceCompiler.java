package dev.sluice.runner.compile;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles single source files against one class path. No program of their authors runs: annotations are not processed. For one thread. */
public final class SourceCompiler {

    /** Names of parameters tell handlers that are methods what they take; an empty source path keeps sources in jars out. */
    private static final List<String> OPTIONS = List.of(
            "-parameters",
            "-g",
            "-proc:none",
            "-implicit:none",
            "-sourcepath",
            "",
            "-Xmaxerrs",
            "20",
            "-Xmaxwarns",
            "20");

    /** What a handler may look like. */
    private static final String FORM =
            "public class Hello implements java.util.function.Function<String, String> { public String apply(String name)"
                    + " { return \"Hello, \" + name; } }";

    private static final String TOO_DEEP = " is nested too deeply for the compiler: divide its longest expression";

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager disk;

    /** {@code classPath}: what sources are compiled against, jars with colons between them. */
    public SourceCompiler(String classPath) {
        disk = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        try {
            disk.setLocationFromPaths(
                    StandardLocation.CLASS_PATH,
                    Stream.of(classPath.split(File.pathSeparator)).map(Path::of).toList());
        } catch (IOException e) {
            throw new IllegalStateException("cannot use the class path " + classPath, e);
        }
    }

    /**
     * The text of a source file.
     *
     * @param name that it has for its author
     * @throws NotTextException if it is not UTF-8
     */
    public static String read(Path source, String name) throws NotTextException, IOException {
        try {
            return Files.readString(source);
        } catch (CharacterCodingException e) {
            throw new NotTextException(name + " is not UTF-8: save it so", e);
        }
    }

    /** {@code name}: that of the file. */
    Compiled compile(String text, String name) throws IOException {
        Orders orders = Orders.of(text);
        if (orders.problem().isPresent()) {
            return new Compiled.Refused(name + " " + orders.problem().get(), List.of());
        }
        return orders.asksForLibraries() ? new Compiled.AsksForLibraries() : compileAsItIs(text, name);
    }

    /** The same of a file whose orders are carried out. */
    public Compiled compileAsItIs(String text, String name) throws IOException {
        try {
            return compiled(text, name);
        } catch (RuntimeException | StackOverflowError e) {
            // The compiler wraps what it did not foresee.
            return new Compiled.Refused(name + (isOfDepth(e) ? TOO_DEEP : unforeseen(e)), List.of());
        }
    }

    private static boolean isOfDepth(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(10)
                .anyMatch(StackOverflowError.class::isInstance);
    }

    private static String unforeseen(Throwable thrown) {
        return " is something that this compiler cannot take ("
                + String.valueOf(thrown).lines().findFirst().orElse("") + "): write it otherwise, or deploy a jar";
    }

    private Compiled compiled(String text, String name) throws IOException {
        DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
        CompilerFiles files = new CompilerFiles(disk);
        JavacTask task = (JavacTask) compiler.getTask(
                Writer.nullWriter(), files, told, OPTIONS, null, List.of(new CompilerFiles.Source(name, text)));
        boolean implicit = false;
        for (CompilationUnitTree unit : task.parse()) {
            implicit |= hasImplicitClass(unit, task);
        }
        if (!hasErrors(told) && implicit) {
            return new Compiled.Refused(
                    name
                            + " has methods outside of a class, which is a program and no function: put them into a public class"
                            + " that implements one of Sluice's forms, as in " + FORM,
                    List.of());
        }
        task.analyze();
        if (!hasErrors(told)) {
            task.generate();
        }
        List<String> lines = told.getDiagnostics().stream()
                .filter(each -> each.getPosition() != Diagnostic.NOPOS)
                .flatMap(each -> new Finding(each, name, text).lines().stream())
                .toList();
        if (hasErrors(told)) {
            return new Compiled.Refused(sentence(errors(told), name, text), lines);
        }
        return files.classes().isEmpty()
                ? new Compiled.Refused(name + " has no class in it: write one, as in " + FORM, lines)
                : new Compiled.Made(name, files.classes(), lines);
    }

    /** Whether a class is nobody's word: the compiler makes it final, and no modifier stands anywhere. */
    private static boolean hasImplicitClass(CompilationUnitTree unit, JavacTask task) {
        List<ClassTree> classes = new ArrayList<>();
        for (Tree each : unit.getTypeDecls()) {
            if (each instanceof ClassTree type) {
                classes.add(type);
            }
        }
        return classes.stream()
                .anyMatch(type -> !type.getModifiers().getFlags().isEmpty()
                        && Trees.instance(task).getSourcePositions().getStartPosition(unit, type.getModifiers())
                                == Diagnostic.NOPOS);
    }

    private static boolean hasErrors(DiagnosticCollector<JavaFileObject> told) {
        return !errors(told).isEmpty();
    }

    private static List<Diagnostic<? extends JavaFileObject>> errors(DiagnosticCollector<JavaFileObject> told) {
        return told.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    private static String sentence(List<Diagnostic<? extends JavaFileObject>> errors, String name, String text) {
        Optional<String> place = errors.stream()
                .filter(each -> each.getPosition() != Diagnostic.NOPOS)
                .findFirst()
                .map(each -> new Finding(each, name, text).sentence());
        String first = place.orElseGet(() -> name + " does not compile: "
                + errors.getFirst().getMessage(Locale.ROOT).lines().findFirst().orElse(""));
        int more = errors.size() - 1;
        return more == 0 ? first : first + " (and " + more + (more == 1 ? " more error)" : " more errors)");
    }
}
