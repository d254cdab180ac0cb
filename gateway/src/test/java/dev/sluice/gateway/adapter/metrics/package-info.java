@NullMarked
package dev.sluice.gateway.adapter.metrics;

import org.jspecify.annotations.NullMarked;
