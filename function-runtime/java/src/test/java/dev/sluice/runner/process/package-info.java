/** Runners in child processes, started as a gateway starts them. */
@NullMarked
package dev.sluice.runner.process;

import org.jspecify.annotations.NullMarked;
