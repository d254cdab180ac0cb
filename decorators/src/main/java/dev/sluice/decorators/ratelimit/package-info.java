/** {@code rate-limit}: so many calls in so much time from each caller. */
@NullMarked
package dev.sluice.decorators.ratelimit;

import org.jspecify.annotations.NullMarked;
