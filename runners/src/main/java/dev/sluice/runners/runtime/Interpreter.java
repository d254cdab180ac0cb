package dev.sluice.runners.runtime;

import dev.sluice.core.function.RuntimeName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An installed version of a language, which a runtime runs with.
 *
 * @param family the name of the language among runtimes, without a version: it stands for the newest one
 * @param path the executable
 * @param version numbers with dots between them
 */
public record Interpreter(RuntimeName family, Path path, String version) {

    /** The variable in which a runtime's programs find its path. */
    public static final String VARIABLE = "SLUICE_INTERPRETER";

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6}){0,5}");

    public Interpreter {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("the interpreter '" + path + "' is no absolute path");
        }
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "the version '" + version + "' of " + path + " is not numbers with dots between them");
        }
    }

    /** Whether its version is the higher one. */
    boolean isNewerThan(Interpreter other) {
        List<Integer> own = numbers();
        List<Integer> others = other.numbers();
        for (int i = 0; i < Math.min(own.size(), others.size()); i++) {
            int compared = own.get(i).compareTo(others.get(i));
            if (compared != 0) {
                return compared > 0;
            }
        }
        return own.size() > others.size();
    }

    private List<Integer> numbers() {
        return Arrays.stream(version.split("\\.")).map(Integer::valueOf).toList();
    }
}
