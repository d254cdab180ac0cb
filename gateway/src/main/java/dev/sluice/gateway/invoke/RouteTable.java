package dev.sluice.gateway.invoke;

import dev.sluice.core.function.FunctionName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** The route of every function, by name. Thread-safe; a look-up takes no lock and allocates nothing. */
public final class RouteTable {

    private final Map<String, Optional<Route>> routes = new ConcurrentHashMap<>();

    /** Calls of its function that come from now on go there. */
    public void put(Route route) {
        routes.put(route.version().function().value(), Optional.of(route));
    }

    /** Calls that come from now on find no such function. */
    public void remove(FunctionName function) {
        routes.remove(function.value());
    }

    public Optional<Route> find(String name) {
        return routes.getOrDefault(name, Optional.empty());
    }

    /** The version of a function that serves now; empty if there is no such function. */
    public OptionalInt live(FunctionName function) {
        return find(function.value()).stream()
                .mapToInt(route -> route.version().number())
                .findFirst();
    }

    /** At most three names that {@code name} may have been meant to be; looks at a bounded number of functions. */
    public List<String> near(String name) {
        return NearNames.of(name, routes.keySet());
    }

    public int size() {
        return routes.size();
    }
}
