/** HTTP as the benchmarks speak it: a plain connection, and loads made of many. */
@NullMarked
package dev.sluice.benchmarks.http;

import org.jspecify.annotations.NullMarked;
