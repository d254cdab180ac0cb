package dev.sluice.builder.build;

import java.util.List;

/**
 * What a runtime's program says that there is to do for a folder.
 *
 * @param inputs the files of which the result is made, or {@link #ALL}
 * @param with the tools and the machine, as they decide the result; none if there is nothing to do
 * @param says what is done, for people
 */
record BuildPlan(List<String> inputs, List<String> with, List<String> says, List<String> warnings) {

    /** Stands for the whole folder. */
    static final String ALL = "*";

    static final String WARNING = "warning:";

    static BuildPlan parse(List<String> lines) {
        return new BuildPlan(told(lines, "input:"), told(lines, "with:"), told(lines, "says:"), told(lines, WARNING));
    }

    static List<String> told(List<String> lines, String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()).strip())
                .toList();
    }

    boolean isEmpty() {
        return with.isEmpty();
    }
}
