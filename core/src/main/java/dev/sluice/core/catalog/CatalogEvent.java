package dev.sluice.core.catalog;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;

/** A change in a catalog. */
public sealed interface CatalogEvent {

    /** A function was put; this version of it is the live one now, maybe as before. */
    record Live(FunctionVersion version) implements CatalogEvent {}

    /** A function was deleted. */
    record Removed(FunctionName name) implements CatalogEvent {}
}
