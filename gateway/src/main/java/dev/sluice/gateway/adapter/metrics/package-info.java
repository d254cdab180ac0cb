/** How what programs measure, and tell in forms of their own, comes into the metrics of the platform. */
@NullMarked
package dev.sluice.gateway.adapter.metrics;

import org.jspecify.annotations.NullMarked;
