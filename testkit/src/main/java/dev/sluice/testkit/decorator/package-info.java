/** The contract of decorators, and doubles of what stands before and behind them. */
@NullMarked
package dev.sluice.testkit.decorator;

import org.jspecify.annotations.NullMarked;
