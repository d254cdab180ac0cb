/** The Kafka that everything here stands on: one that is named, or one of the platform's own. */
@NullMarked
package dev.sluice.events.broker;

import org.jspecify.annotations.NullMarked;
