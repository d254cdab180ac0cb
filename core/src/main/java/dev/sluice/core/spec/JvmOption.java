package dev.sluice.core.spec;

import dev.sluice.core.function.JvmOptions;
import java.util.List;

/** One option of the JVM that a function may have. */
public record JvmOption(String value) {

    /** What is allowed, for people. */
    public static final String RULE = JvmOptions.RULE;

    public JvmOption {
        JvmOptions.problem(List.of(value)).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }
}
