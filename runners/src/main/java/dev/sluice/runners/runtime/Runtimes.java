package dev.sluice.runners.runtime;

import dev.sluice.core.function.RuntimeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The runtimes that are installed, by name: each a folder with an executable {@code start} and a {@code runtime.properties}, and where
 * it has a program {@code interpreters}, one for each version of its language that is on this machine.
 *
 * @param missing those of which no interpreter is installed
 */
public record Runtimes(Map<RuntimeName, Runtime> byName, List<Missing> missing) {

    /** The program by which a runtime gets what a folder depends on. */
    public static final String BUILD = "build";

    /** The program by which a runtime makes artifacts of single source files. */
    public static final String COMPILE = "compile";

    /** The program that makes a file for a runtime of a project, or of a source file that asks for libraries. */
    public static final String PACKAGE = "package";

    /** The program by which a runtime looks into uploads. */
    public static final String INSPECT = "inspect";

    public Runtimes {
        byName = Map.copyOf(byName);
        missing = List.copyOf(missing);
    }

    /** All of them are usable. */
    public Runtimes(Map<RuntimeName, Runtime> byName) {
        this(byName, List.of());
    }

    /**
     * A runtime that cannot run here.
     *
     * @param name without a version
     * @param suffixes of files that would be for it
     * @param folders which folders would be
     * @param sentence what is not there, and what to install
     */
    public record Missing(RuntimeName name, Set<String> suffixes, Optional<FolderMarks> folders, String sentence) {

        public Missing {
            suffixes = Set.copyOf(suffixes);
        }
    }

    /**
     * Which folders are for a runtime that takes folders, where nothing else says so.
     *
     * @param names of files, one of which lies at the top of such a folder
     */
    public record FolderMarks(Set<String> names) {

        public FolderMarks {
            names = Set.copyOf(names);
        }
    }

    /**
     * One runtime.
     *
     * @param description for people
     * @param accepts what an upload may be
     * @param files the names that an uploaded file gets in its artifact
     * @param inspection who looks into uploads
     * @param settings what each of its instances is told, by the runtime's own words
     * @param suffixes how the names of files end that are for it where nothing else says so
     * @param sources how the names of source files end that its program {@link #COMPILE} takes
     * @param projects names of files, one of which lies at the top of a folder that its program {@link #PACKAGE} takes
     * @param folders which folders are for it; empty if it takes none, and a zip is one file to it
     * @param interpreter what it runs with, if it is one of several versions
     */
    public record Runtime(
            RuntimeName name,
            Path folder,
            String description,
            Set<UploadKind> accepts,
            FileNames files,
            Inspection inspection,
            Map<String, String> settings,
            Set<String> suffixes,
            Set<String> sources,
            Set<String> projects,
            Optional<FolderMarks> folders,
            Optional<Interpreter> interpreter) {

        public Runtime {
            projects = Set.copyOf(projects);
            suffixes = Set.copyOf(suffixes);
            sources = Set.copyOf(sources);
            accepts = Set.copyOf(accepts);
            settings = Map.copyOf(settings);
        }

        /** One of a language of which there is one version. */
        public Runtime(
                RuntimeName name,
                Path folder,
                String description,
                Set<UploadKind> accepts,
                String file,
                Inspection inspection,
                Map<String, String> settings) {
            this(
                    name,
                    folder,
                    description,
                    accepts,
                    new FileNames(file, Map.of()),
                    inspection,
                    settings,
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Optional.empty(),
                    Optional.empty());
        }

        /** One that accepts everything and looks into nothing. */
        public Runtime(RuntimeName name, Path folder, String description) {
            this(name, folder, description, EnumSet.allOf(UploadKind.class), "code", Inspection.NONE, Map.of());
        }

        /** The same with an interpreter, by that one's name. */
        Runtime with(Interpreters.Named named) {
            return new Runtime(
                    named.name(),
                    folder,
                    description,
                    accepts,
                    files,
                    inspection,
                    settings,
                    suffixes,
                    sources,
                    projects,
                    folders,
                    Optional.of(named.interpreter()));
        }

        /** What its programs find the interpreter by in their environment. */
        public Map<String, String> environment() {
            return interpreter
                    .map(own -> Map.of(Interpreter.VARIABLE, own.path().toString()))
                    .orElse(Map.of());
        }

        /** Whether a file's name tells by its end that it is for this runtime. */
        public boolean isFor(String fileName) {
            return endsLikeOne(fileName, suffixes);
        }

        /** What it is among those of other languages: its name without a version. */
        public RuntimeName language() {
            return interpreter.map(Interpreter::family).orElse(name);
        }

        private boolean isNewerThan(Runtime other) {
            return interpreter.isPresent()
                    && other.interpreter
                            .filter(its -> !interpreter.get().isNewerThan(its))
                            .isEmpty();
        }

        /** What makes later starts faster, if the runtime has such a thing. */
        public Optional<Path> prepare() {
            Path prepare = folder.resolve("prepare");
            return Files.isExecutable(prepare) ? Optional.of(prepare) : Optional.empty();
        }
    }

    /** Who looks into uploads for a runtime. */
    public enum Inspection {
        /** The gateway, which knows jars. */
        JAR,
        /** The runtime's own program {@code inspect}. */
        PROGRAM,
        /** Nobody: specs must name the handler. */
        NONE
    }

    /**
     * Looks for runtimes in each folder and in the folders right below it. The first of a name wins. Blocks until each folder's program
     * that looks for interpreters has ended, all at once, at most 20 s; what that does wrong makes its runtime a missing one.
     *
     * @throws IOException if a folder cannot be read, or what looks like a runtime is none; the message says what to do
     */
    public static Runtimes scan(List<Path> folders) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new IOException("The folder of runtimes " + folder
                        + " does not exist: build the project first, or correct the setting sluice.runtimes.");
            }
            candidates(folder.toAbsolutePath().normalize()).stream()
                    .filter(candidate -> Files.exists(candidate.resolve(RuntimeFolder.PROPERTIES)))
                    .forEach(all::add);
        }
        Map<RuntimeName, Runtime> found = new HashMap<>();
        Map<RuntimeName, Missing> missing = new LinkedHashMap<>();
        for (RuntimeFolder.Contents contents : contents(all)) {
            contents.runtimes().forEach(runtime -> found.putIfAbsent(runtime.name(), runtime));
            contents.missing().ifPresent(one -> missing.putIfAbsent(one.name(), one));
        }
        return new Runtimes(found, List.copyOf(missing.values()));
    }

    private static List<RuntimeFolder.Contents> contents(List<Path> folders) throws IOException {
        List<RuntimeFolder.Contents> contents = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<RuntimeFolder.Contents> one :
                    threads.invokeAll(folders.stream().map(Runtimes::reading).toList())) {
                contents.add(one.get());
            }
            return contents;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the platform shuts down", e);
        }
    }

    private static Callable<RuntimeFolder.Contents> reading(Path folder) {
        return () -> RuntimeFolder.read(folder);
    }

    /** One by its own name, or the newest of a language by the name without a version. */
    public Optional<Runtime> find(RuntimeName name) {
        Runtime exact = byName.get(name);
        return exact != null
                ? Optional.of(exact)
                : newest(runtime -> runtime.interpreter()
                        .filter(own -> own.family().equals(name))
                        .isPresent());
    }

    /** The newest that compiles source files of such a name, whatever the case of its letters. */
    public Optional<Runtime> ofSource(String fileName) {
        return newest(runtime -> endsLikeOne(fileName, runtime.sources()));
    }

    /** The newest that makes a file of a folder with these names at its top. */
    public Optional<Runtime> ofProject(Set<String> top) {
        return newest(runtime -> runtime.projects().stream().anyMatch(top::contains));
    }

    /** The newest of the language that a file's name tells by its end, whatever the case of its letters. */
    public Optional<Runtime> ofFile(String fileName) {
        return newest(runtime -> runtime.isFor(fileName));
    }

    /**
     * The languages that a folder with these names at its top is for: of each the newest runtime, or the name of one that is missing. It
     * is the marks that count, and where there is none the ends of the names.
     */
    public List<RuntimeName> ofFolder(Set<String> top) {
        List<RuntimeName> marked = ofMarks(top);
        return marked.isEmpty()
                ? ofFolder(_ -> false, suffixes -> top.stream().anyMatch(name -> endsLikeOne(name, suffixes)))
                : marked;
    }

    /** As {@link #ofFolder}, by the marks alone. */
    public List<RuntimeName> ofMarks(Set<String> top) {
        return ofFolder(folders -> folders.names().stream().anyMatch(top::contains), _ -> false);
    }

    private List<RuntimeName> ofFolder(Predicate<FolderMarks> marks, Predicate<Set<String>> ends) {
        Stream<RuntimeName> installed = byName.values().stream()
                .filter(runtime -> runtime.folders()
                        .filter(folders -> marks.test(folders) || ends.test(runtime.suffixes()))
                        .isPresent())
                .map(Runtime::language)
                .distinct()
                .flatMap(language -> find(language).map(Runtime::name).stream());
        Stream<RuntimeName> absent = missing.stream()
                .filter(one -> one.folders()
                        .filter(folders -> marks.test(folders) || ends.test(one.suffixes()))
                        .isPresent())
                .map(Missing::name);
        return Stream.concat(installed, absent)
                .sorted(Comparator.comparing(RuntimeName::value))
                .toList();
    }

    /** The language whose interpreter would have to be installed for a runtime of this name. */
    public Optional<Missing> missing(RuntimeName name) {
        return missing.stream()
                .filter(one -> name.value().matches(Pattern.quote(one.name().value()) + "[0-9.]*"))
                .findFirst();
    }

    /** The language whose interpreter would have to be installed for a file of this name. */
    public Optional<Missing> missingFor(String fileName) {
        return missing.stream()
                .filter(one -> endsLikeOne(fileName, one.suffixes()))
                .findFirst();
    }

    private static boolean endsLikeOne(String fileName, Set<String> suffixes) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return suffixes.stream().anyMatch(lower::endsWith);
    }

    private Optional<Runtime> newest(Predicate<Runtime> wanted) {
        return byName.values().stream()
                .filter(wanted)
                .sorted(Comparator.comparing(runtime -> runtime.name().value()))
                .reduce((one, other) -> other.isNewerThan(one) ? other : one);
    }

    private static List<Path> candidates(Path folder) throws IOException {
        try (Stream<Path> below = Files.list(folder)) {
            return Stream.concat(
                            Stream.of(folder), below.filter(Files::isDirectory).sorted())
                    .toList();
        }
    }
}
