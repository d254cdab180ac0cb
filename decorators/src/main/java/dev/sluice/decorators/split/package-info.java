/** {@code split}: shares calls out among functions by weight. */
@NullMarked
package dev.sluice.decorators.split;

import org.jspecify.annotations.NullMarked;
