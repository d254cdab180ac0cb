/** Kafka's clients as those have them who work off topics. */
@NullMarked
package dev.sluice.events.client;

import org.jspecify.annotations.NullMarked;
