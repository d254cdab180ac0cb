package dev.sluice.runner.samples;

import dev.sluice.function.Handler;

/** Leaves the input's type open. */
public abstract class HalfTyped<T> implements Handler<T, String> {}
