/** Partitions that are worked off alone and in order, with a state that is kept beside them and committed with what comes of them. */
@NullMarked
package dev.sluice.events.partition;

import org.jspecify.annotations.NullMarked;
