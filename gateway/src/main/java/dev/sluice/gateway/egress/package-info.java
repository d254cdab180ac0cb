/** Ambassadors: what instances of functions reach others by, each at an address of its own. */
@NullMarked
package dev.sluice.gateway.egress;

import org.jspecify.annotations.NullMarked;
