package dev.sluice.core.decorator.chain;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorSite;

/** A decorator and where it stands. */
public record PlacedDecorator(DecoratorSite site, Decorator decorator) {}
