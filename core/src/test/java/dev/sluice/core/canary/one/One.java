package dev.sluice.core.canary.one;

import dev.sluice.core.canary.two.Two;
import java.util.Optional;

/** Needs the other package. */
public record One(Optional<Two> other) {}
