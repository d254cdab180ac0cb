/** Chains of calls: the functions that a call came through, and how long they may be. */
@NullMarked
package dev.sluice.core.callchain;

import org.jspecify.annotations.NullMarked;
