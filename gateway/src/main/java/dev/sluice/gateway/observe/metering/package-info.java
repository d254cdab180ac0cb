/** Calls, running time and life of instances by function: what costs are made of. */
@NullMarked
package dev.sluice.gateway.observe.metering;

import org.jspecify.annotations.NullMarked;
