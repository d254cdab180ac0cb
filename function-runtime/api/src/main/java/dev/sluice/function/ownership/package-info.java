/** A client of what functions of a namespace own, one at a time: locks, elections, semaphores, and keys. */
@NullMarked
package dev.sluice.function.ownership;

import org.jspecify.annotations.NullMarked;
