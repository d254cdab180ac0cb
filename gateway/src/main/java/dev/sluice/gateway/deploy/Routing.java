package dev.sluice.gateway.deploy;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.decorate.Decorations;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts versions with their decorators where calls find them, and knows whose decorators cannot be made. Thread-safe; changes
 * of one function must come one after the other.
 */
final class Routing {

    private static final System.Logger LOG = System.getLogger(Routing.class.getName());

    private final LiveRoutes routes;
    private final Decorations decorations;
    private final Map<FunctionName, Decoration.Broken> broken = new ConcurrentHashMap<>();

    Routing(LiveRoutes routes, Decorations decorations) {
        this.routes = routes;
        this.decorations = decorations;
    }

    /** Makes the decorators of a version anew. */
    void put(FunctionVersion version) {
        put(version, decorations.make(version));
    }

    void put(FunctionVersion version, Decoration decoration) {
        switch (decoration) {
            case Decoration.Ready ready -> broken.remove(version.function());
            case Decoration.Broken why -> {
                broken.put(version.function(), why);
                LOG.log(Level.WARNING, "{0} cannot be called: {1}", version.function(), why.detail());
            }
        }
        routes.put(version, decoration);
    }

    /** Tries again to make decorators that could not be made. */
    void mend(FunctionVersion version) {
        if (broken.containsKey(version.function())) {
            put(version);
        }
    }

    void remove(FunctionName name) {
        routes.remove(name);
        broken.remove(name);
    }

    /** Why the decorators of a function cannot be made, if they cannot: calls of it are refused until they can. */
    Optional<Decoration.Broken> broken(FunctionName name) {
        return Optional.ofNullable(broken.get(name));
    }
}
