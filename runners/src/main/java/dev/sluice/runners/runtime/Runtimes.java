package dev.sluice.runners.runtime;

import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.protocol.Frame;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The runtimes that are installed, by name: each a folder with an executable {@code start} and a {@code runtime.properties}. */
public record Runtimes(Map<RuntimeName, Runtime> byName) {

    /** The program by which a runtime looks into uploads. */
    public static final String INSPECT = "inspect";

    private static final String PROPERTIES = "runtime.properties";
    private static final String SETTING = "setting.";
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    public Runtimes {
        byName = Map.copyOf(byName);
    }

    /**
     * One runtime.
     *
     * @param description for people
     * @param accepts what an upload may be
     * @param file the name that an uploaded file gets in its artifact
     * @param inspection who looks into uploads
     * @param settings what each of its instances is told, by the runtime's own words
     */
    public record Runtime(
            RuntimeName name,
            Path folder,
            String description,
            Set<UploadKind> accepts,
            String file,
            Inspection inspection,
            Map<String, String> settings) {

        public Runtime {
            accepts = Set.copyOf(accepts);
            settings = Map.copyOf(settings);
        }

        /** One that accepts everything and looks into nothing. */
        public Runtime(RuntimeName name, Path folder, String description) {
            this(name, folder, description, EnumSet.allOf(UploadKind.class), "code", Inspection.NONE, Map.of());
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
     * Looks for runtimes in each folder and in the folders right below it. The first of a name wins.
     *
     * @throws IOException if a folder cannot be read, or what looks like a runtime is none; the message says what to do
     */
    public static Runtimes scan(List<Path> folders) throws IOException {
        Map<RuntimeName, Runtime> found = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new IOException("The folder of runtimes " + folder
                        + " does not exist: build the project first, or correct the setting sluice.runtimes.");
            }
            for (Path candidate : candidates(folder.toAbsolutePath().normalize())) {
                if (Files.exists(candidate.resolve(PROPERTIES))) {
                    Runtime runtime = read(candidate);
                    found.putIfAbsent(runtime.name(), runtime);
                }
            }
        }
        return new Runtimes(found);
    }

    private static List<Path> candidates(Path folder) throws IOException {
        try (Stream<Path> below = Files.list(folder)) {
            return Stream.concat(
                            Stream.of(folder), below.filter(Files::isDirectory).sorted())
                    .toList();
        }
    }

    private static Runtime read(Path folder) throws IOException {
        Properties properties = new Properties();
        Path file = folder.resolve(PROPERTIES);
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        String name = properties.getProperty("name", "");
        if (!Files.isExecutable(folder.resolve("start"))) {
            throw new IOException("The runtime in " + folder + " has no executable file 'start'.");
        }
        try {
            return new Runtime(
                    new RuntimeName(name),
                    folder,
                    properties.getProperty("description", ""),
                    accepts(properties, file),
                    fileName(properties, file),
                    inspection(properties, folder, file),
                    settings(properties, file));
        } catch (IllegalArgumentException e) {
            throw new IOException("The file " + file + " has no good 'name': " + e.getMessage(), e);
        }
    }

    private static Set<UploadKind> accepts(Properties properties, Path file) throws IOException {
        Set<UploadKind> accepts = EnumSet.noneOf(UploadKind.class);
        for (String word : properties.getProperty("accepts", "zip file").strip().split("[\\s,]+")) {
            accepts.add(
                    switch (word) {
                        case "zip" -> UploadKind.ZIP;
                        case "file" -> UploadKind.FILE;
                        default ->
                            throw new IOException(
                                    "The file " + file + " has '" + word + "' in 'accepts': it may hold zip and file.");
                    });
        }
        return accepts;
    }

    private static String fileName(Properties properties, Path file) throws IOException {
        String name = properties.getProperty("file", "code").strip();
        if (!FILE_NAME.matcher(name).matches()) {
            throw new IOException("The file " + file + " has '" + name + "' as 'file': it must be the plain name of a"
                    + " file, of letters, digits, '.', '_' and '-'.");
        }
        return name;
    }

    private static Inspection inspection(Properties properties, Path folder, Path file) throws IOException {
        String word = properties.getProperty("inspect", "none").strip();
        return switch (word) {
            case "jar" -> Inspection.JAR;
            case "none" -> Inspection.NONE;
            case "program" -> {
                if (!Files.isExecutable(folder.resolve(INSPECT))) {
                    throw new IOException("The file " + file + " has inspect=program, and the runtime has no"
                            + " executable file 'inspect'.");
                }
                yield Inspection.PROGRAM;
            }
            default ->
                throw new IOException(
                        "The file " + file + " has '" + word + "' as 'inspect': it may be jar, program or none.");
        };
    }

    private static Map<String, String> settings(Properties properties, Path file) throws IOException {
        if (properties.containsKey(SETTING + Frame.Specialise.CONTRACT)) {
            throw new IOException("The file " + file + " has '" + SETTING + Frame.Specialise.CONTRACT
                    + "': what is told under this name is found in each function's code.");
        }
        Map<String, String> settings = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(SETTING)) {
                settings.put(key.substring(SETTING.length()), properties.getProperty(key));
            }
        }
        return settings;
    }
}
