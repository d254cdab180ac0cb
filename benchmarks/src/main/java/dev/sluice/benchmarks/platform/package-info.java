/** Sluice as the benchmarks see it: a gateway of their own and its API. */
@NullMarked
package dev.sluice.benchmarks.platform;

import org.jspecify.annotations.NullMarked;
