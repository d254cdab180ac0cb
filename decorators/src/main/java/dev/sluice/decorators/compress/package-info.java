/** The decorator that makes answers shorter on their way. */
@NullMarked
package dev.sluice.decorators.compress;

import org.jspecify.annotations.NullMarked;
