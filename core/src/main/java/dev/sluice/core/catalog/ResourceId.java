package dev.sluice.core.catalog;

import dev.sluice.core.function.Namespace;
import java.util.regex.Pattern;

/**
 * What a resource is known by.
 *
 * @param name 1 to 253 characters: parts as in DNS labels with {@code .} between them, so that it can be a file's name and
 *     that of a Kubernetes resource
 */
public record ResourceId<S, T>(ResourceKind<S, T> kind, Namespace namespace, String name) {

    private static final Pattern PATTERN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    public ResourceId {
        if (!isValid(name)) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a " + kind
                    + ": at most 253 small letters, digits, '-' and '.'");
        }
    }

    /** Whether {@code text} may be the name of a resource. */
    public static boolean isValid(String text) {
        return PATTERN.matcher(text).matches();
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
