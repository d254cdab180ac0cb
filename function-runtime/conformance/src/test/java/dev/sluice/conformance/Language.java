package dev.sluice.conformance;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A language that there is a runtime and samples of. */
enum Language {
    JAVA("target/runtime", ".java"),
    NODE("src/main/runtime", ".mjs"),
    PYTHON("src/main/runtime", ".py"),
    /** No language: a program that listens, which has nothing but HTTP to be called by. */
    HTTP("target/runtime", ".java");

    private final String runtime;
    private final String suffix;

    /** {@code runtime}: where its folder for gateways lies in its module. */
    Language(String runtime, String suffix) {
        this.runtime = runtime;
        this.suffix = suffix;
    }

    private static Path modules() {
        return Path.of(System.getProperty("sluice.root")).resolve("function-runtime");
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Path runtime() {
        return modules().resolve(word()).resolve(runtime);
    }

    /** The runtimes of it that are to be seen as left out where they are not installed. */
    List<String> promised() {
        return this == NODE ? List.of("node20", "node22", "node24", "node26") : List.of();
    }

    private Path samples() {
        return modules().resolve("conformance/samples").resolve(word());
    }

    /** The artifact of a sample: {@code acts}, {@code hooked} or {@code broken}. */
    Path sample(String name) {
        return switch (this) {
            case JAVA -> JavaSamples.jar(samples());
            case NODE, PYTHON -> samples().resolve(name + suffix);
            case HTTP -> ListeningSamples.script(samples(), name);
        };
    }

    /** How an order names a function of a sample. */
    String handler(String sample, String function) {
        if (this != JAVA) {
            return function;
        }
        String type = Character.toUpperCase(sample.charAt(0)) + sample.substring(1);
        return sample.equals("hooked") ? type : type + "::" + function;
    }

    /** Whether its functions are handlers, which have a context, hooks and calls of their own in the log. */
    boolean hasHandlers() {
        return this != HTTP;
    }

    /** Whether its runner reads and writes frames by code of its own, and not by that of core. */
    boolean hasOwnProtocolCode() {
        return this == NODE || this == PYTHON;
    }

    /** A program that reads the file of vectors by the runner's own code, and prints them as that writes them. */
    List<String> vectorProgram(Path interpreter, Path vectors) {
        return List.of(
                interpreter.toString(),
                samples().resolve("vectors" + suffix).toString(),
                runtime().toString(),
                vectors.toString());
    }
}
