package dev.sluice.runners.runtime;

import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.protocol.Frame;
import dev.sluice.runners.runtime.Runtimes.FolderMarks;
import dev.sluice.runners.runtime.Runtimes.Inspection;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a runtime's folder holds, and finds which runtimes there are of it on this machine. */
final class RuntimeFolder {

    static final String PROPERTIES = "runtime.properties";

    private static final String FOLDER = "folder";
    private static final String SETTING = "setting.";
    private static final String FILE = "file";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
    private static final Pattern SUFFIX = Pattern.compile("\\.[a-z0-9]{1,15}");

    private RuntimeFolder() {}

    /** What is installed of it: some runtimes, or one that is missing. */
    record Contents(List<Runtimes.Runtime> runtimes, Optional<Runtimes.Missing> missing) {}

    /** Runs the program that looks for interpreters, if there is one. */
    static Contents read(Path folder) throws IOException {
        Runtimes.Runtime plain = plain(folder);
        if (!Files.isExecutable(folder.resolve(Interpreters.PROGRAM))) {
            return new Contents(List.of(plain), Optional.empty());
        }
        return switch (Interpreters.in(folder, plain.name(), PATIENCE)) {
            case Interpreters.Installed(List<Interpreters.Named> all) ->
                new Contents(all.stream().map(plain::with).toList(), Optional.empty());
            case Interpreters.Missing(String sentence) ->
                new Contents(
                        List.of(),
                        Optional.of(new Runtimes.Missing(plain.name(), plain.suffixes(), plain.folders(), sentence)));
        };
    }

    private static Runtimes.Runtime plain(Path folder) throws IOException {
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
            return new Runtimes.Runtime(
                    new RuntimeName(name),
                    folder,
                    properties.getProperty("description", ""),
                    accepts(properties, file),
                    fileNames(properties, file),
                    inspection(properties, folder, file),
                    settings(properties, file),
                    suffixes(properties, "suffixes", file),
                    sources(properties, folder, file),
                    projects(properties, folder, file),
                    folders(properties, file),
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new IOException("The file " + file + " has no good 'name': " + e.getMessage(), e);
        }
    }

    private static Set<UploadKind> accepts(Properties properties, Path file) throws IOException {
        Set<UploadKind> accepts = EnumSet.noneOf(UploadKind.class);
        for (String word : accepted(properties)) {
            accepts.addAll(
                    switch (word) {
                        case "zip" -> Set.of(UploadKind.ZIP);
                        case "file" -> Set.of(UploadKind.FILE, UploadKind.TAR_GZ);
                        case FOLDER -> Set.of(UploadKind.ZIP, UploadKind.TAR_GZ);
                        default ->
                            throw new IOException("The file " + file + " has '" + word
                                    + "' in 'accepts': it may hold zip, file and folder.");
                    });
        }
        return accepts;
    }

    private static String[] accepted(Properties properties) {
        return properties.getProperty("accepts", "zip file").strip().split("[\\s,]+");
    }

    /** Whoever takes folders gets archives unpacked. */
    private static Optional<FolderMarks> folders(Properties properties, Path file) throws IOException {
        Set<String> marks = names(properties, "marks", file);
        return Arrays.asList(accepted(properties)).contains(FOLDER)
                ? Optional.of(new FolderMarks(marks))
                : Optional.empty();
    }

    private static Set<String> projects(Properties properties, Path folder, Path file) throws IOException {
        Set<String> projects = names(properties, "projects", file);
        if (!projects.isEmpty() && !Files.isExecutable(folder.resolve(Runtimes.PACKAGE))) {
            throw new IOException(
                    "The file " + file + " has 'projects', and the runtime has no executable file 'package'.");
        }
        return projects;
    }

    private static Set<String> names(Properties properties, String key, Path file) throws IOException {
        Set<String> names = words(properties, key);
        for (String name : names) {
            if (!FILE_NAME.matcher(name).matches()) {
                throw new IOException("The file " + file + " has '" + name + "' in '" + key
                        + "': each is the plain name of a file, such as package.json.");
            }
        }
        return names;
    }

    private static Set<String> words(Properties properties, String key) {
        Set<String> words = new LinkedHashSet<>(
                List.of(properties.getProperty(key, "").strip().split("[\\s,]+")));
        words.remove("");
        return words;
    }

    private static FileNames fileNames(Properties properties, Path file) throws IOException {
        Map<String, String> bySuffix = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(FILE + ".")) {
                String suffix = key.substring(FILE.length());
                if (!SUFFIX.matcher(suffix).matches()) {
                    throw new IOException(
                            "The file " + file + " has the key '" + key + "': what is behind 'file' must be a dot and"
                                    + " lower-case letters or digits, such as .ts.");
                }
                bySuffix.put(suffix, fileName(properties, file, key));
            }
        }
        return new FileNames(fileName(properties, file, FILE), bySuffix);
    }

    private static String fileName(Properties properties, Path file, String key) throws IOException {
        String name = properties.getProperty(key, "code").strip();
        if (!FILE_NAME.matcher(name).matches()) {
            throw new IOException("The file " + file + " has '" + name + "' as '" + key
                    + "': it must be the plain name of a file, of letters, digits, '.', '_' and '-'.");
        }
        return name;
    }

    private static Set<String> sources(Properties properties, Path folder, Path file) throws IOException {
        Set<String> sources = suffixes(properties, "sources", file);
        if (!sources.isEmpty() && !Files.isExecutable(folder.resolve(Runtimes.COMPILE))) {
            throw new IOException(
                    "The file " + file + " has 'sources', and the runtime has no executable file 'compile'.");
        }
        return sources;
    }

    private static Set<String> suffixes(Properties properties, String key, Path file) throws IOException {
        Set<String> suffixes = words(properties, key);
        for (String word : suffixes) {
            if (!SUFFIX.matcher(word).matches()) {
                throw new IOException("The file " + file + " has '" + word + "' in '" + key
                        + "': each is a dot and lower-case letters or digits, such as .js.");
            }
        }
        return suffixes;
    }

    private static Inspection inspection(Properties properties, Path folder, Path file) throws IOException {
        String word = properties.getProperty("inspect", "none").strip();
        return switch (word) {
            case "jar" -> Inspection.JAR;
            case "none" -> Inspection.NONE;
            case "program" -> {
                if (!Files.isExecutable(folder.resolve(Runtimes.INSPECT))) {
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
