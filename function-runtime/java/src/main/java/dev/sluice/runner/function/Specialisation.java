package dev.sluice.runner.function;

import dev.sluice.core.invocation.FunctionError;

/** What came of an order to become an instance. */
public sealed interface Specialisation {

    record Ready(LoadedFunction function) implements Specialisation {}

    record Failed(StartFault fault, FunctionError error, String hint) implements Specialisation {}
}
