/** The functions that are called, and how their jars are made. */
@NullMarked
package dev.sluice.benchmarks.code;

import org.jspecify.annotations.NullMarked;
