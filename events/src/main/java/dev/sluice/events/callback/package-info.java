/** Telling others what became of calls: requests to the addresses that they gave. */
@NullMarked
package dev.sluice.events.callback;

import org.jspecify.annotations.NullMarked;
