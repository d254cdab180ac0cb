package dev.sluice.gateway.deploy;

import dev.sluice.builder.build.BuildTool;
import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.gateway.inspect.CodeInspector;
import dev.sluice.gateway.inspect.InspectedCode;
import dev.sluice.gateway.inspect.ProgramInspector;
import dev.sluice.gateway.inspect.UninspectedCode;
import dev.sluice.gateway.inspect.UnpackedCode;
import dev.sluice.gateway.inspect.jar.JarInspector;
import dev.sluice.runners.runtime.Interpreter;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.runners.runtime.UploadKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The runtimes that code can be deployed for, which are those that are installed, with their inspectors. Thread-safe. */
public final class CodeRuntimes {

    /** What code is taken for that several runtimes accept, or none. */
    public static final RuntimeName JAVA = new RuntimeName("java25");

    private static final Pattern OF_JAVA = Pattern.compile("META-INF|BOOT-INF|WEB-INF|.*\\.(class|jar)");

    /** What is compiled already, whatever else lies beside it. */
    private static final Pattern COMPILED = Pattern.compile("META-INF|BOOT-INF|WEB-INF|.*\\.class");

    /** What an inspector finds the name by that an uploaded file has in its artifact. */
    private static final String FILE = "SLUICE_FILE";

    /** What it finds the name by that the file has for its sender. */
    private static final String SENT_NAME = "SLUICE_FILE_NAME";

    private static final Pattern PLAIN_NAME = Pattern.compile("[\\w.-]{1,128}");

    /** What a build finds the handler by that is asked for. */
    private static final String HANDLER = "SLUICE_HANDLER";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Runtimes installed;
    private final ArchiveLimits limits;
    private final Path javaHome;
    private final Path folders;

    /**
     * @param javaHome a JDK for inspectors that are programs
     * @param folders where folders are unpacked that are looked into; what is left there when a gateway starts may be deleted
     */
    public CodeRuntimes(Runtimes installed, ArchiveLimits limits, Path javaHome, Path folders) {
        this.installed = installed;
        this.limits = limits;
        this.javaHome = javaHome;
        this.folders = folders;
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

    /**
     * The runtimes that a folder is for by what lies at its top, one of each language, also such as are missing; none if the upload is no
     * folder, or one of Java.
     */
    List<RuntimeName> ofFolder(Path file, UploadKind kind) {
        Optional<FolderArchive> archive = archive(file, kind);
        try {
            Set<String> top = archive.isPresent() ? archive.get().top() : Set.of();
            return top.stream().anyMatch(name -> OF_JAVA.matcher(name).matches()) ? List.of() : installed.ofFolder(top);
        } catch (UploadRefusedException e) {
            // Told by whoever opens it.
            return List.of();
        }
    }

    /**
     * The runtimes that an upload could be a project for, by what lies at its top: that which builds it, and those that take such a folder
     * as it is. None if it is no project.
     */
    List<RuntimeName> ofProject(Path file, UploadKind kind) {
        Optional<FolderArchive> archive = archive(file, kind);
        try {
            Set<String> top = archive.isPresent() ? archive.get().top() : Set.of();
            Optional<Runtimes.Runtime> builder =
                    top.stream().anyMatch(name -> COMPILED.matcher(name).matches())
                            ? Optional.empty()
                            : installed.ofProject(top);
            return builder.stream()
                    .flatMap(runtime -> Stream.concat(Stream.of(runtime.name()), installed.ofMarks(top).stream()))
                    .toList();
        } catch (UploadRefusedException e) {
            // Told by whoever opens it.
            return List.of();
        }
    }

    boolean areOfOneLanguage(RuntimeName one, RuntimeName other) {
        return has(one) && has(other) && get(one).language().equals(get(other).language());
    }

    private Optional<FolderArchive> archive(Path file, UploadKind kind) {
        return switch (kind) {
            case ZIP -> Optional.of(new FolderArchive(file, FolderArchive.Format.ZIP, limits));
            case TAR_GZ -> Optional.of(new FolderArchive(file, FolderArchive.Format.TAR_GZ, limits));
            case FILE -> Optional.empty();
        };
    }

    /** An upload that is a folder to a runtime; empty if it is one file to it, whatever is in that. */
    Optional<FolderArchive> folder(RuntimeName name, Path file) {
        return get(name).folders().flatMap(_ -> archive(file, kind(file)));
    }

    /** Whether a runtime has a program that gets what code depends on. */
    boolean builds(RuntimeName name) {
        return Files.isExecutable(get(name).folder().resolve(Runtimes.BUILD));
    }

    /** The program that gets what an upload depends on, if the runtime has one; it is told the handler, and the names of one file. */
    Optional<BuildTool> buildTool(Backend.Code code, Upload upload) {
        if (!builds(code.runtime())) {
            return Optional.empty();
        }
        Runtimes.Runtime runtime = get(code.runtime());
        Map<String, String> told = new HashMap<>(Map.of(HANDLER, code.handler()));
        if (folder(code.runtime(), upload.file()).isEmpty()) {
            told.putAll(names(runtime, upload));
        }
        return Optional.of(tool(runtime, Runtimes.BUILD, told));
    }

    /** The runtime that compiles a source file of such a name, if one does. */
    Optional<RuntimeName> compiling(String fileName) {
        return installed.ofSource(fileName).map(Runtimes.Runtime::name);
    }

    /** How the names of files end that are functions by themselves, for people. */
    String endings() {
        return installed.byName().values().stream()
                .flatMap(runtime -> Stream.concat(runtime.suffixes().stream(), runtime.sources().stream()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** The program that compiles source files, of a runtime that has one. */
    BuildTool compiler(RuntimeName name) {
        return tool(get(name), Runtimes.COMPILE, Map.of());
    }

    private BuildTool tool(Runtimes.Runtime runtime, String program, Map<String, String> told) {
        Map<String, String> environment = environment(runtime, told);
        environment.put("SLUICE_JAVA_HOME", javaHome.toString());
        Path java = javaHome.resolve("bin/java");
        return new BuildTool(
                runtime.folder().resolve(program),
                environment,
                runtime.interpreter().map(Interpreter::path).or(() -> Optional.of(java)));
    }

    /** The program that makes a file of projects, of a runtime that has one. */
    BuildTool packager(RuntimeName name, Optional<MavenHome> maven) {
        BuildTool compiler = compiler(name);
        Map<String, String> environment = new HashMap<>(compiler.environment());
        maven.ifPresent(
                home -> environment.put("SLUICE_MAVEN_HOME", home.folder().toString()));
        return new BuildTool(
                compiler.program().resolveSibling(Runtimes.PACKAGE),
                environment,
                compiler.interpreter(),
                maven.map(MavenHome::readable).orElse(List.of()));
    }

    /** Unpacks an archive into a new folder. */
    Path unpack(Path file, UploadKind kind) throws UploadRefusedException {
        Path folder = newFolder();
        boolean unpacked = false;
        try {
            archive(file, kind)
                    .orElseThrow(() -> new IllegalArgumentException("it is no archive"))
                    .unpack(folder);
            unpacked = true;
            return folder;
        } finally {
            if (!unpacked) {
                Disk.deleteQuietly(folder);
            }
        }
    }

    /** A new folder for what an upload is unpacked into. */
    Path newFolder() {
        return Disk.unfinished(folders);
    }

    /**
     * Opens an upload for a runtime that is installed. Jars are looked into whatever they are, because that finds out what is wrong with
     * them.
     */
    InspectedCode open(RuntimeName name, Upload upload) throws UploadRefusedException {
        Runtimes.Runtime runtime = get(name);
        Path file = upload.file();
        UploadKind kind = kind(file);
        if (runtime.inspection() != Runtimes.Inspection.JAR
                && !runtime.accepts().contains(kind)) {
            throw new UploadRefusedException(
                    UploadRefusedException.Reason.KIND_NOT_ACCEPTED, notAccepted(runtime, kind));
        }
        Optional<FolderArchive> archive = folder(name, file);
        if (archive.isEmpty()) {
            return inspector(name, names(runtime, upload)).open(file);
        }
        Path folder = newFolder();
        boolean opened = false;
        try {
            archive.get().unpack(folder);
            InspectedCode code = new UnpackedCode(inspector(name, Map.of()).open(folder), folder);
            opened = true;
            return code;
        } finally {
            if (!opened) {
                Disk.deleteQuietly(folder);
            }
        }
    }

    /** What the programs of a runtime are told of the names that an upload has, which is one file. */
    private static Map<String, String> names(Runtimes.Runtime runtime, Upload upload) {
        Map<String, String> names = new HashMap<>(Map.of(FILE, runtime.files().of(upload.name())));
        if (PLAIN_NAME.matcher(upload.name()).matches()) {
            names.put(SENT_NAME, upload.name());
        }
        return names;
    }

    private static String notAccepted(Runtimes.Runtime runtime, UploadKind kind) {
        return switch (kind) {
            case ZIP, TAR_GZ ->
                "the upload is an archive, and the runtime " + runtime.name() + " accepts single files: send the file";
            case FILE ->
                "the upload is one file, and the runtime " + runtime.name() + " accepts nothing but a zip"
                        + (runtime.folders().isPresent() ? " or a tar.gz: send one of them" : ": send one");
        };
    }

    static UploadKind kind(Path file) {
        try {
            return UploadKind.of(file);
        } catch (IOException e) {
            throw Disk.failure("cannot read the upload " + file, e);
        }
    }

    private Optional<RuntimeName> only(UploadKind kind) {
        List<RuntimeName> accepting = sorted().stream()
                .filter(runtime -> runtime.suffixes().isEmpty())
                .filter(runtime -> runtime.folders()
                        .filter(folders -> !folders.names().isEmpty())
                        .isEmpty())
                .filter(runtime -> runtime.accepts().contains(kind))
                .map(Runtimes.Runtime::name)
                .toList();
        return accepting.size() == 1 ? Optional.of(accepting.getFirst()) : Optional.empty();
    }

    /**
     * Looks into code for a runtime that is installed.
     *
     * @param names what the upload is called, as an inspector finds it; none if it is a folder
     */
    private CodeInspector inspector(RuntimeName name, Map<String, String> names) {
        Runtimes.Runtime runtime = get(name);
        return switch (runtime.inspection()) {
            case JAR -> new JarInspector(limits);
            case PROGRAM ->
                new ProgramInspector(
                        runtime.folder().resolve(Runtimes.INSPECT), javaHome, environment(runtime, names), PATIENCE);
            case NONE -> file -> new UninspectedCode(name);
        };
    }

    private static Map<String, String> environment(Runtimes.Runtime runtime, Map<String, String> names) {
        Map<String, String> environment = new HashMap<>(runtime.environment());
        environment.putAll(names);
        return environment;
    }

    private List<Runtimes.Runtime> sorted() {
        return installed.byName().values().stream()
                .sorted(Comparator.comparing(runtime -> runtime.name().value()))
                .toList();
    }
}
