package dev.sluice.core.function;

/**
 * Calls that have something in common go to the same instance.
 *
 * @param by what they have in common
 * @param strategy what becomes of those whose own instance has much to do
 */
public record Affinity(AffinityField by, AffinityStrategy strategy) {}
