/** What becomes of work that nobody waits for, after each attempt. */
@NullMarked
package dev.sluice.core.settlement;

import org.jspecify.annotations.NullMarked;
