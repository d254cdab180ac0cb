package dev.sluice.events.deadletter;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.InvocationId;

/**
 * Work that is not tried again.
 *
 * @param id of the work, the same through all attempts: two letters with one id are one letter, and the later one counts
 * @param function that was to do it
 */
public record DeadLetter(InvocationId id, FunctionName function, DeadWork work, Failure failure) {}
