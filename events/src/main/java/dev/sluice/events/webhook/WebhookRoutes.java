package dev.sluice.events.webhook;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.events.call.CallTerms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Which trigger a request is for. Thread-safe; a look-up takes no lock. */
public final class WebhookRoutes {

    /** The order in which routes are tried. */
    private static final Comparator<Route> ORDER = Comparator.<Route, WebhookPath>comparing(
                    route -> route.source().path(), WebhookPath::compare)
            .thenComparing(route -> route.source().hosts().isEmpty())
            .thenComparing(Route::trigger);

    private final Map<Namespace, List<Route>> routes = new ConcurrentHashMap<>();

    /**
     * A trigger that has an address.
     *
     * @param trigger its name in the namespace of the function
     * @param paused whether nothing is begun
     * @param retry how long each call that runs later is tried; empty if as all calls of the function are
     * @param priority of each call that runs later
     * @param version which one runs it
     */
    public record Route(
            String trigger,
            FunctionName function,
            WebhookSource source,
            boolean paused,
            Optional<RetryPolicy> retry,
            int priority,
            VersionChoice version) {

        /** One whose calls are tried as all calls of the function are, with the usual priority, by the live version. */
        public Route(String trigger, FunctionName function, WebhookSource source, boolean paused) {
            this(
                    trigger,
                    function,
                    source,
                    paused,
                    Optional.empty(),
                    CallTerms.USUAL_PRIORITY,
                    new VersionChoice.Live());
        }
    }

    /** What a request is for. */
    public sealed interface Found {

        /** The variables of the path are as they were sent, in the order of the path. */
        record Match(Route route, Map<String, String> variables) implements Found {}

        /** No trigger has such a path at this host. */
        record NoSuchPath() implements Found {}

        /** Some have, with other methods: these, in order. */
        record OtherMethods(Set<String> allowed) implements Found {}
    }

    /** Puts a route in the place of the one that its trigger had. */
    public void put(Route route) {
        routes.compute(route.function().namespace(), (_, before) -> {
            List<Route> all = without(before == null ? List.of() : before, route.trigger());
            all.add(route);
            all.sort(ORDER);
            return List.copyOf(all);
        });
    }

    public void remove(Namespace namespace, String trigger) {
        routes.computeIfPresent(namespace, (_, before) -> List.copyOf(without(before, trigger)));
    }

    private static List<Route> without(List<Route> all, String trigger) {
        List<Route> others = new ArrayList<>(all);
        others.removeIf(each -> each.trigger().equals(trigger));
        return others;
    }

    /** The most specific route for a request: by its path first, and with hosts before without. */
    public Found find(Namespace namespace, String method, String path, String host) {
        String name = withoutPort(host);
        List<String> parts = WebhookPath.parts(path);
        Set<String> others = new TreeSet<>();
        for (Route route : routes.getOrDefault(namespace, List.of())) {
            Optional<Map<String, String>> variables =
                    route.source().isAt(name) ? route.source().path().match(parts) : Optional.empty();
            if (variables.isPresent() && route.source().methods().contains(method)) {
                return new Found.Match(route, variables.get());
            }
            if (variables.isPresent()) {
                others.addAll(route.source().methods());
            }
        }
        return others.isEmpty() ? new Found.NoSuchPath() : new Found.OtherMethods(others);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT);
    }

    /** The trigger that has the address of another one and comes before it, if both were declared at the same time. */
    public Optional<String> before(Namespace namespace, String trigger) {
        List<Route> all = routes.getOrDefault(namespace, List.of());
        Optional<Route> mine =
                all.stream().filter(each -> each.trigger().equals(trigger)).findFirst();
        return mine.flatMap(route -> all.stream()
                .takeWhile(each -> each != route)
                .filter(each -> each.source().meets(route.source()))
                .map(Route::trigger)
                .findFirst());
    }
}
