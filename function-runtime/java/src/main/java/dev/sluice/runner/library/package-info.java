/** The JSON libraries that a function brings along: found by the annotations of its types, and used as the jar has them. */
@NullMarked
package dev.sluice.runner.library;

import org.jspecify.annotations.NullMarked;
