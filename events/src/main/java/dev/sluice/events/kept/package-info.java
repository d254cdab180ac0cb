/** Compacted topics as a store: the newest record under each id, found through a small index in memory. */
@NullMarked
package dev.sluice.events.kept;

import org.jspecify.annotations.NullMarked;
