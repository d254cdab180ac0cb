/** The decorator that keeps answers, as a shared HTTP cache (RFC 9111). */
@NullMarked
package dev.sluice.decorators.cache;

import org.jspecify.annotations.NullMarked;
