/** Time as an argument: a clock and a timer that tests can stand in for. */
@NullMarked
package dev.sluice.core.time;

import org.jspecify.annotations.NullMarked;
