/** Programs that a benchmark starts, watches and stops. */
@NullMarked
package dev.sluice.benchmarks.program;

import org.jspecify.annotations.NullMarked;
