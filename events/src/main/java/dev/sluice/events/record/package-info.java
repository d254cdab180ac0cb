/** What records of Kafka carry: key, value and header fields, and how events stand in them. */
@NullMarked
package dev.sluice.events.record;

import org.jspecify.annotations.NullMarked;
