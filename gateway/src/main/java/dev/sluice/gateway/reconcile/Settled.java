package dev.sluice.gateway.reconcile;

import dev.sluice.core.function.FunctionVersion;
import java.time.Duration;

/** How a function stands at this gateway after what the catalog says was applied. */
public sealed interface Settled {

    /** Calls go to this version. */
    record Serving(FunctionVersion version) implements Settled {}

    /** There is no such function. */
    record Absent() implements Settled {}

    /** What the catalog says could not be applied; it is tried again. */
    record Failed(Unserved why) implements Settled {}

    /** It was not applied within the time that somebody was ready to wait. */
    record Late(Duration waited) implements Settled {}
}
