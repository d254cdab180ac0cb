/** {@code fallback}: another answer in the place of a failure. */
@NullMarked
package dev.sluice.decorators.fallback;

import org.jspecify.annotations.NullMarked;
