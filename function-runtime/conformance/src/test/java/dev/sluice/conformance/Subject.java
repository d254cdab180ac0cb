package dev.sluice.conformance;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A runtime that is held to the suite.
 *
 * @param interpreter what it runs with, if it is one of several versions
 * @param missing why it cannot be tested here; empty if it can
 */
record Subject(Language language, String name, Optional<Path> interpreter, String missing) {

    /** All that this machine has, and what it lacks. */
    static Stream<Subject> all() {
        return Arrays.stream(Language.values()).flatMap(Subject::of);
    }

    private static Stream<Subject> of(Language language) {
        Path folder = language.runtime();
        if (!Files.isExecutable(folder.resolve("start"))) {
            return Stream.of(lacking(language, "there is no " + folder.resolve("start") + ": it is not built"));
        }
        Path interpreters = folder.resolve("interpreters");
        if (!Files.isExecutable(interpreters)) {
            return Stream.of(new Subject(language, property(folder, "name"), Optional.empty(), ""));
        }
        return installed(language, interpreters);
    }

    private static Subject lacking(Language language, String why) {
        return new Subject(language, language.toString(), Optional.empty(), why);
    }

    private static Stream<Subject> installed(Language language, Path program) {
        try {
            Process process = new ProcessBuilder(program.toString()).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                return Stream.of(lacking(language, text.strip()));
            }
            List<Subject> here = text.lines()
                    .map(line -> line.split("\t", -1))
                    .map(parts -> new Subject(language, parts[0], Optional.of(Path.of(parts[1])), ""))
                    .toList();
            return Stream.concat(here.stream(), promised(language, here));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The versions that are promised and are not here. */
    private static Stream<Subject> promised(Language language, List<Subject> here) {
        return language.promised().stream()
                .filter(name ->
                        here.stream().noneMatch(subject -> subject.name().equals(name)))
                .map(name -> new Subject(
                        language, name, Optional.empty(), "there is no " + name + " here: .ci/node gets it"));
    }

    /** The name that the file of an artifact has. */
    String file() {
        return property(language.runtime(), "file");
    }

    private static String property(Path folder, String key) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("runtime.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(key, "");
    }

    /** What its programs find the interpreter by. */
    Map<String, String> environment() {
        return interpreter
                .map(path -> Map.of("SLUICE_INTERPRETER", path.toString()))
                .orElse(Map.of());
    }

    @Override
    public String toString() {
        return name;
    }
}
