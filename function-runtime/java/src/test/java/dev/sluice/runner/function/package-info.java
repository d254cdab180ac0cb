/** How specialising fails, to the letter. */
@NullMarked
package dev.sluice.runner.function;

import org.jspecify.annotations.NullMarked;
