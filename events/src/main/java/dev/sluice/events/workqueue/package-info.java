/** Work queues: items that a source lists, each worked on by a function until it is done, and the record of that. */
@NullMarked
package dev.sluice.events.workqueue;

import org.jspecify.annotations.NullMarked;
