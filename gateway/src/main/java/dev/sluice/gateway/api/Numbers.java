package dev.sluice.gateway.api;

import org.jspecify.annotations.Nullable;

/** Numbers as they stand in queries. */
public final class Numbers {

    private Numbers() {}

    /** A whole number from {@code least} to {@code most}; {@code otherwise} if the query does not name it. */
    public static int query(String name, @Nullable String text, int least, int most, int otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new ProblemException(Problems.invalidRequest(
                name + " is '" + text + "'. Allowed is a whole number from " + least + " to " + most + "."));
    }
}
