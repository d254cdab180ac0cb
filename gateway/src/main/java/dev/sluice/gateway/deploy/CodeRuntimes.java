package dev.sluice.gateway.deploy;

import dev.sluice.core.function.RuntimeName;
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

    /** All names, for people. */
    String names() {
        return String.join(
                ", ", sorted().stream().map(runtime -> runtime.name().value()).toList());
    }

    /** The runtime of code whose spec names none: the only one that accepts such a file, else Java. */
    RuntimeName guess(UploadKind kind) {
        List<RuntimeName> accepting = sorted().stream()
                .filter(runtime -> runtime.accepts().contains(kind))
                .map(Runtimes.Runtime::name)
                .toList();
        return accepting.size() == 1 ? accepting.getFirst() : JAVA;
    }

    /** Looks into code for a runtime that is installed. */
    CodeInspector inspector(RuntimeName name) {
        Runtimes.Runtime runtime = get(name);
        return switch (runtime.inspection()) {
            case JAR -> new JarInspector(limits);
            case PROGRAM -> new ProgramInspector(runtime.folder().resolve(Runtimes.INSPECT), javaHome, PATIENCE);
            case NONE -> file -> new UninspectedCode(name);
        };
    }

    private List<Runtimes.Runtime> sorted() {
        return installed.byName().values().stream()
                .sorted(Comparator.comparing(runtime -> runtime.name().value()))
                .toList();
    }
}
