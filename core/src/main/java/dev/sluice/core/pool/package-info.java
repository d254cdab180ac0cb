/** Warm pools and the instances of each function: who gets a slot, and when instances start and stop. */
@NullMarked
package dev.sluice.core.pool;

import org.jspecify.annotations.NullMarked;
