/** {@code mirror}: copies of calls for another function, whose answers nobody reads. */
@NullMarked
package dev.sluice.decorators.mirror;

import org.jspecify.annotations.NullMarked;
