/** The process of the broker that a gateway starts where no other Kafka is named. */
@NullMarked
package dev.sluice.broker;

import org.jspecify.annotations.NullMarked;
