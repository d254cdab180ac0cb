/** {@code stamp}: a decorator of one's own, which says by whom and when an answer was made, and can sign it. */
@NullMarked
package dev.sluice.examples.stamp;

import org.jspecify.annotations.NullMarked;
