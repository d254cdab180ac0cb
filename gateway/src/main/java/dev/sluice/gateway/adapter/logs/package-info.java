/** How lines of programs become entries with a time, a level, a message and fields. */
@NullMarked
package dev.sluice.gateway.adapter.logs;

import org.jspecify.annotations.NullMarked;
