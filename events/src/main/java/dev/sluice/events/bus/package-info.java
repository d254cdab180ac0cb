/** The event bus: events that are published for whoever wants them, kept in one topic for each namespace. */
@NullMarked
package dev.sluice.events.bus;

import org.jspecify.annotations.NullMarked;
