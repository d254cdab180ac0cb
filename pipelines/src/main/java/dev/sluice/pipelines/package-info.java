/** Pipelines: stages between functions, which pass each item on exactly once. */
@NullMarked
package dev.sluice.pipelines;

import org.jspecify.annotations.NullMarked;
