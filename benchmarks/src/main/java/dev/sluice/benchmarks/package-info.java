/** Ratios between Sluice and its peers, measured in turn. */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
