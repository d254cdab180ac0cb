package dev.sluice.testkit.canary.one;

import dev.sluice.testkit.canary.two.Egg;

/** Needs an egg. */
public record Hen(Egg from) {}
