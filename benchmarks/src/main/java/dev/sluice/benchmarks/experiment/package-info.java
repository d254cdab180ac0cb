/** The experiments, each of which answers one or two rows of the table. */
@NullMarked
package dev.sluice.benchmarks.experiment;

import org.jspecify.annotations.NullMarked;
