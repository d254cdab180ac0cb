/** Calls of functions that work queues make. */
@NullMarked
package dev.sluice.events.workqueue.call;

import org.jspecify.annotations.NullMarked;
