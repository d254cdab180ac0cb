/** How things are measured: samples, turns of two sides, processor time and memory of processes. */
@NullMarked
package dev.sluice.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
