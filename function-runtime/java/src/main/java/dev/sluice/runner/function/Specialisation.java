package dev.sluice.runner.function;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.protocol.Frame.SpecialiseFault;

/** What came of an order to become an instance. */
public sealed interface Specialisation {

    record Ready(LoadedFunction function) implements Specialisation {}

    record Failed(SpecialiseFault fault, FunctionError error, String hint) implements Specialisation {}
}
