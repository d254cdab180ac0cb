/** The deterministic twin of what drives state machines. */
@NullMarked
package dev.sluice.testkit.loop;

import org.jspecify.annotations.NullMarked;
