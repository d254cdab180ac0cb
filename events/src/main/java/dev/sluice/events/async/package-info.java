/** Calls that nobody waits for, from their acceptance to their outcome: what keeps them, runs them and tells of them, put together. */
@NullMarked
package dev.sluice.events.async;

import org.jspecify.annotations.NullMarked;
