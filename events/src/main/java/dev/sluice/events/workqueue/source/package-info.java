/** Where the items of work queues come from: who lists them, and gives what they hold. */
@NullMarked
package dev.sluice.events.workqueue.source;

import org.jspecify.annotations.NullMarked;
