/** {@code bulkhead}: so many calls at the same time, and so many that wait. */
@NullMarked
package dev.sluice.decorators.bulkhead;

import org.jspecify.annotations.NullMarked;
