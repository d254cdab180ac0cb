package dev.sluice.core.function;

/**
 * One thing in a spec that must be changed.
 *
 * @param path the key, as in {@code environment.PORT} or {@code spec.memory}; empty for the spec as a whole
 * @param message what is wrong there, as a sentence without a full stop
 * @param allowed what may stand there
 */
public record SpecProblem(String path, String message, String allowed) {}
