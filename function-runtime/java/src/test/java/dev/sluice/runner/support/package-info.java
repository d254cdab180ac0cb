/** Doubles and tools for the runner's tests: a gateway's end of a connection, jars made from source, child processes. */
@NullMarked
package dev.sluice.runner.support;

import org.jspecify.annotations.NullMarked;
