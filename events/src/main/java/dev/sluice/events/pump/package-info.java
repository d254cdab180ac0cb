/** The pump: takes the records of partitions in order, has them worked off many at a time, and knows which are done. */
@NullMarked
package dev.sluice.events.pump;

import org.jspecify.annotations.NullMarked;
