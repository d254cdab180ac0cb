/** The {@code sluice} command: its entry point, and how its verbs are put together. */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
