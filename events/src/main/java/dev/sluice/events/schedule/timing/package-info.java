/** When schedules run: cron expressions, rates, single times, and what becomes of hours that clocks lose or repeat. */
@NullMarked
package dev.sluice.events.schedule.timing;

import org.jspecify.annotations.NullMarked;
