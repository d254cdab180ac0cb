package dev.sluice.core.invocation;

import dev.sluice.core.function.FunctionName;

/** One call of a function, whatever entry point it came through: HTTP, a schedule, a topic or a pipeline. */
public record Invocation(InvocationId id, FunctionName function, RequestHead head, Body body) {}
