/** Lines. */
@NullMarked
package dev.sluice.runner.output;

import org.jspecify.annotations.NullMarked;
