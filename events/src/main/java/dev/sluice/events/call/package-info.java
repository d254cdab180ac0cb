/** Calls that are accepted now and run later: what is accepted, and where it waits. */
@NullMarked
package dev.sluice.events.call;

import org.jspecify.annotations.NullMarked;
