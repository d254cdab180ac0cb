/** The decorator that rewrites JSON bodies. */
@NullMarked
package dev.sluice.decorators.transform;

import org.jspecify.annotations.NullMarked;
