/** Events: what comes to functions through Kafka and by the clock, and is waited for by nobody. */
@NullMarked
package dev.sluice.events;

import org.jspecify.annotations.NullMarked;
