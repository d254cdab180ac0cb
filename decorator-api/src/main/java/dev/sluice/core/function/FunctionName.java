package dev.sluice.core.function;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a function is known by: its namespace and its name there. The name has 1 to 63 characters, lower-case letters, digits
 * and {@code -}, starting with a letter and not ending with {@code -}; the same rule as a DNS label, so that a name can
 * become a host name or a Kubernetes resource.
 */
public record FunctionName(Namespace namespace, String name) implements Comparable<FunctionName> {

    /** What a name must match. */
    public static final Pattern PATTERN = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /** What a name must look like, as a sentence for people. */
    public static final String RULE =
            "1 to 63 lower-case letters, digits and '-', starting with a letter and not ending with '-'";

    private static final Comparator<FunctionName> ORDER =
            Comparator.comparing(FunctionName::namespace).thenComparing(FunctionName::name);

    public FunctionName {
        if (!isValid(name)) {
            throw new IllegalArgumentException("function name '" + name + "' is not allowed: " + RULE);
        }
    }

    /** One in the namespace {@link Namespace#DEFAULT}. */
    public FunctionName(String name) {
        this(Namespace.DEFAULT, name);
    }

    /** Whether {@code text} may be a function's name within its namespace. */
    public static boolean isValid(String text) {
        return text.length() <= 63 && PATTERN.matcher(text).matches();
    }

    /**
     * A name as specs have it, which readers of settings find by this method's name: it never names a namespace, and means the
     * one that the spec's own function is in ({@link #in}).
     */
    public static FunctionName parse(String text) {
        return new FunctionName(text);
    }

    /** What {@link #value} made, if {@code text} is that. */
    public static Optional<FunctionName> ofValue(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return isValid(text) ? Optional.of(new FunctionName(text)) : Optional.empty();
        }
        String namespace = text.substring(0, slash);
        String name = text.substring(slash + 1);
        return Namespace.isValid(namespace) && !namespace.equals(Namespace.DEFAULT.value()) && isValid(name)
                ? Optional.of(new FunctionName(new Namespace(namespace), name))
                : Optional.empty();
    }

    /** That of the same name in another namespace. */
    public FunctionName in(Namespace other) {
        return namespace.equals(other) ? this : new FunctionName(other, name);
    }

    /** The one text of this name, which no other function has: {@code hello}, or {@code team-a/hello} outside of the default namespace. */
    public String value() {
        return namespace.isDefault() ? name : namespace + "/" + name;
    }

    /** The path that calls of it begin with: {@code /function/hello}, or {@code /namespaces/team-a/function/hello}. */
    public String path() {
        return namespace.path() + "/function/" + name;
    }

    @Override
    public int compareTo(FunctionName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return value();
    }
}
