/** Clusters of Kafka that somebody else runs, as namespaces know them. */
@NullMarked
package dev.sluice.events.connection;

import org.jspecify.annotations.NullMarked;
