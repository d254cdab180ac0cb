package dev.sluice.testkit.canary.two;

import dev.sluice.testkit.canary.one.Hen;
import java.util.List;

/** Needs a hen. */
public record Egg(List<Hen> from) {}
