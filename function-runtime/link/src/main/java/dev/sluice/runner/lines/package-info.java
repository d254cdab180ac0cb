/** Bytes that are printed, as records of a log. */
@NullMarked
package dev.sluice.runner.lines;

import org.jspecify.annotations.NullMarked;
