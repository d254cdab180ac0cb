package dev.sluice.runner.canary.two;

import dev.sluice.runner.canary.one.One;
import java.util.Optional;

/** Needs the other package. */
public record Two(Optional<One> other) {}
