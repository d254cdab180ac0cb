/** State machines without clock or threads, and what drives them: a lock, a timer, and tasks that run one at a time. */
@NullMarked
package dev.sluice.core.loop;

import org.jspecify.annotations.NullMarked;
