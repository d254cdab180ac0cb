/** The process that the runner is: its environment, its memory, its end. */
@NullMarked
package dev.sluice.runner.process;

import org.jspecify.annotations.NullMarked;
