/** The decorator that lets a call with a key happen once, however often it is sent. */
@NullMarked
package dev.sluice.decorators.idempotency;

import org.jspecify.annotations.NullMarked;
