/** Runs of functions that a clock starts: what was asked for, which run is next, and who of several gateways starts it. */
@NullMarked
package dev.sluice.events.schedule;

import org.jspecify.annotations.NullMarked;
