/** Where goes what comes of work: records to topics, and calls to functions. */
@NullMarked
package dev.sluice.events.destination;

import org.jspecify.annotations.NullMarked;
