/** The queue of calls in Kafka: a topic for each function, within bounds; and dead letters on their way back into it. */
@NullMarked
package dev.sluice.events.queue;

import org.jspecify.annotations.NullMarked;
