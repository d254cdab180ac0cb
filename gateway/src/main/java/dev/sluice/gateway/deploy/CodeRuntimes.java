package dev.sluice.gateway.deploy;

import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.gateway.inspect.CodeInspector;
import dev.sluice.gateway.inspect.ProgramInspector;
import dev.sluice.gateway.inspect.UninspectedCode;
import dev.sluice.gateway.inspect.jar.ArchiveLimits;
import dev.sluice.gateway.inspect.jar.JarInspector;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.runners.runtime.UploadKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The runtimes that code can be deployed for, which are those that are installed, with their inspectors. Thread-safe. */
public final class CodeRuntimes {

    /** What code is taken for that several runtimes accept, or none. */
    public static final RuntimeName JAVA = new RuntimeName("java25");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Runtimes installed;
    private final ArchiveLimits limits;
    private final Path javaHome;

    /** {@code javaHome}: a JDK for inspectors that are programs. */
    public CodeRuntimes(Runtimes installed, ArchiveLimits limits, Path javaHome) {
        this.installed = installed;
        this.limits = limits;
        this.javaHome = javaHome;
    }

    boolean has(RuntimeName name) {
        return installed.byName().containsKey(name);
    }

    Runtimes.Runtime get(RuntimeName name) {
        return Optional.ofNullable(installed.byName().get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no runtime " + name));
    }

    /** Whether an inspector of this runtime may say how many calls an instance runs at the same time. */
    boolean mayTellConcurrency(RuntimeName name) {
        return has(name) && get(name).inspection() == Runtimes.Inspection.PROGRAM;
    }

    /** All names, for people. */
    String names() {
        return String.join(
                ", ", sorted().stream().map(runtime -> runtime.name().value()).toList());
    }

    /** A runtime by its name, or by that of its language, which stands for the newest version that is installed. */
    RuntimeName meant(RuntimeName name) {
        return installed.find(name).map(Runtimes.Runtime::name).orElse(name);
    }

    /** What there is to say of a runtime that is not there: what would have to be installed, if that is known. */
    SpecProblem lacking(RuntimeName name) {
        return new SpecProblem(
                "runtime",
                "this platform has no runtime '" + name + "'"
                        + installed
                                .missing(name)
                                .map(one -> ": " + one.sentence())
                                .orElse(""),
                names());
    }

    /** Whether code of a function that had this runtime is for it still: it accepts such files, and the file's name tells no other language. */
    boolean suits(RuntimeName name, UploadKind kind, String fileName) {
        Runtimes.Runtime runtime = get(name);
        return runtime.accepts().contains(kind)
                && (runtime.isFor(fileName)
                        || (installed.ofFile(fileName).isEmpty()
                                && installed.missingFor(fileName).isEmpty()));
    }

    /**
     * The runtime of code whose spec names none: the newest of the language that the end of the file's name tells; else the only one
     * that accepts such a file whatever its name, else Java.
     *
     * @param fileName empty if nobody told it
     */
    RuntimeName guess(UploadKind kind, String fileName) {
        Optional<RuntimeName> told = installed
                .ofFile(fileName)
                .map(Runtimes.Runtime::name)
                .or(() -> installed.missingFor(fileName).map(Runtimes.Missing::name));
        return told.orElseGet(() -> only(kind).orElse(JAVA));
    }

    private Optional<RuntimeName> only(UploadKind kind) {
        List<RuntimeName> accepting = sorted().stream()
                .filter(runtime -> runtime.suffixes().isEmpty())
                .filter(runtime -> runtime.accepts().contains(kind))
                .map(Runtimes.Runtime::name)
                .toList();
        return accepting.size() == 1 ? Optional.of(accepting.getFirst()) : Optional.empty();
    }

    /** Looks into code for a runtime that is installed. */
    CodeInspector inspector(RuntimeName name) {
        Runtimes.Runtime runtime = get(name);
        return switch (runtime.inspection()) {
            case JAR -> new JarInspector(limits);
            case PROGRAM ->
                new ProgramInspector(
                        runtime.folder().resolve(Runtimes.INSPECT), javaHome, runtime.environment(), PATIENCE);
            case NONE -> file -> new UninspectedCode(name);
        };
    }

    private List<Runtimes.Runtime> sorted() {
        return installed.byName().values().stream()
                .sorted(Comparator.comparing(runtime -> runtime.name().value()))
                .toList();
    }
}
