/** {@code retry}: calls again what failed and may be called again. */
@NullMarked
package dev.sluice.decorators.retry;

import org.jspecify.annotations.NullMarked;
