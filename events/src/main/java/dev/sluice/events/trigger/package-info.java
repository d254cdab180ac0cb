/** Triggers: functions that are called for what happens. */
@NullMarked
package dev.sluice.events.trigger;

import org.jspecify.annotations.NullMarked;
