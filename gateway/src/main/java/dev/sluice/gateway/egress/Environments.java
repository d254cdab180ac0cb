package dev.sluice.gateway.egress;

import dev.sluice.core.function.Namespace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What service brokers choose their addresses by.
 *
 * @param usual the environment of all namespaces of which nothing else is said
 */
public record Environments(String usual, Map<String, String> byNamespace) {

    /** That of a gateway of which nothing is said. */
    public static final Environments DEFAULT = new Environments("development", Map.of());

    public Environments {
        byNamespace = Map.copyOf(byNamespace);
    }

    /**
     * Reads {@code staging} and {@code NAMESPACE=production}, each in any order.
     *
     * @throws IllegalArgumentException if two are for all, or for one namespace
     */
    public static Environments read(List<String> words) {
        String usual = "";
        Map<String, String> byNamespace = new HashMap<>();
        for (String word : words.stream().map(String::strip).toList()) {
            int equals = word.indexOf('=');
            String before = equals < 0 ? usual : byNamespace.getOrDefault(word.substring(0, equals), "");
            if (!before.isEmpty() || word.isEmpty() || equals == 0 || equals == word.length() - 1) {
                throw new IllegalArgumentException("sluice.egress.environment is " + String.join(",", words)
                        + ": write one environment, and NAMESPACE=ENVIRONMENT for each namespace with another one, as in"
                        + " staging,shop=production");
            }
            if (equals < 0) {
                usual = word;
            } else {
                byNamespace.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new Environments(usual.isEmpty() ? DEFAULT.usual() : usual, byNamespace);
    }

    /** A clause that says which environments there are in the place of the one that is not. */
    public static String unknown(String environment, Set<String> known) {
        return "this gateway runs in the environment '" + environment + "' (sluice.egress.environment), and there are"
                + " addresses for " + String.join(", ", new TreeSet<>(known)) + " only";
    }

    /** That of the functions of a namespace. */
    public String of(Namespace namespace) {
        return byNamespace.getOrDefault(namespace.value(), usual);
    }
}
