package dev.sluice.core.canary.two;

import dev.sluice.core.canary.one.One;
import java.util.Optional;

/** Needs the other package. */
public record Two(Optional<One> other) {}
