package dev.sluice.runner.binding;

import java.util.List;
import java.util.Set;

/**
 * Tells the author's classes from those of libraries. A jar that has its libraries' classes in it does not say which is
 * which: so the author's are those below the first two parts of the handler's package, and libraries are known by name.
 */
final class Authorship {

    private static final List<String> LIBRARIES = List.of(
            "javax.",
            "jakarta.",
            "kotlin.",
            "kotlinx.",
            "scala.",
            "groovy.",
            "clojure.",
            "org.apache.",
            "org.springframework.",
            "org.hibernate.",
            "org.json.",
            "org.joda.",
            "com.google.",
            "com.fasterxml.",
            "tools.jackson.",
            "io.netty.",
            "io.vertx.",
            "io.vavr.",
            "io.reactivex.",
            "reactor.");

    /** Plain pairs, which say all of themselves. */
    private static final Set<String> PLAIN = Set.of("kotlin.Pair", "kotlin.Triple");

    private final String home;

    /** @param handler the binary name of the handler's class */
    Authorship(String handler) {
        int first = handler.indexOf('.');
        int second = handler.indexOf('.', first + 1);
        home = handler.substring(0, (second < 0 ? first : second) + 1);
    }

    /** Whether the class is certainly the author's: then its private fields are his too. */
    boolean isOwn(Class<?> type) {
        String name = type.getName();
        return home.isEmpty() ? name.indexOf('.') < 0 : name.startsWith(home);
    }

    /** Whether the class is certainly not the author's. */
    boolean isForeign(Class<?> type) {
        String name = type.getName();
        return type.getModule().isNamed()
                || name.startsWith("dev.sluice.function.")
                || !isOwn(type) && !PLAIN.contains(name) && LIBRARIES.stream().anyMatch(name::startsWith);
    }
}
