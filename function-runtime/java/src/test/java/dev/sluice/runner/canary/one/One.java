package dev.sluice.runner.canary.one;

import dev.sluice.runner.canary.two.Two;
import java.util.Optional;

/** Needs the other package. */
public record One(Optional<Two> other) {}
