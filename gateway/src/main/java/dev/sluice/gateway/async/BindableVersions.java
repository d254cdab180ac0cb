package dev.sluice.gateway.async;

import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.VersionChoice;
import dev.sluice.gateway.invoke.RouteTable;
import java.util.OptionalInt;

/** To which versions of functions calls can be bound. Thread-safe. */
public interface BindableVersions {

    /** The one that serves now; empty if there is no such function. Does not block. */
    OptionalInt live(FunctionName function);

    /** The one for calls that say nothing of it, as the function that serves now is told. Does not block. */
    VersionChoice usual(FunctionName function);

    /** Whether a version is kept, after all that anybody has changed. May block. */
    boolean isKept(FunctionName function, int version);

    /** Those that this gateway serves, and that the catalog keeps. */
    static BindableVersions of(RouteTable routes, FunctionCatalog catalog) {
        return new BindableVersions() {
            @Override
            public OptionalInt live(FunctionName function) {
                return routes.live(function);
            }

            @Override
            public VersionChoice usual(FunctionName function) {
                return routes.find(function.value())
                        .flatMap(route -> route.version().spec().async().version())
                        .orElseGet(VersionChoice.Live::new);
            }

            @Override
            public boolean isKept(FunctionName function, int version) {
                return catalog.version(function, version).isPresent();
            }
        };
    }
}
