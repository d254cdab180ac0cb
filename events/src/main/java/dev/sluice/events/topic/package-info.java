/** Topics: made, described, deleted, published to and read by people, over whatever Kafka there is. */
@NullMarked
package dev.sluice.events.topic;

import org.jspecify.annotations.NullMarked;
