/** Kafka as the benchmarks use it: its client, loops by hand on that, and brokers. */
@NullMarked
package dev.sluice.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
