package dev.sluice.runner.function;

import java.util.regex.Pattern;

/** {@code pkg.Class} or {@code pkg.Class::method}; {@code method} is empty in the first form. */
record HandlerName(String className, String method) {

    private static final String IDENTIFIER = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
    private static final Pattern CLASS = Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + ")*");
    private static final Pattern METHOD = Pattern.compile(IDENTIFIER);

    static HandlerName parse(String text) throws SpecialisationException {
        int colons = text.indexOf("::");
        String type = colons < 0 ? text : text.substring(0, colons);
        String method = colons < 0 ? "" : text.substring(colons + 2);
        if (!CLASS.matcher(type).matches()
                || colons >= 0 && !METHOD.matcher(method).matches()) {
            throw SpecialisationException.wrongSignature(
                    "the handler '" + text + "' is no name of a class",
                    "write package.Class, or package.Class::method");
        }
        return new HandlerName(type, method);
    }
}
