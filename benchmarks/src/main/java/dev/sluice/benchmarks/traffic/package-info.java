/** Calls of many functions over days, in virtual time, and how many of them the pool's rules let start cold. */
@NullMarked
package dev.sluice.benchmarks.traffic;

import org.jspecify.annotations.NullMarked;
