/** Processes that are killed, stopped and put to other times while they work on one store, and what they saw. */
@NullMarked
package dev.sluice.store.storm;

import org.jspecify.annotations.NullMarked;
