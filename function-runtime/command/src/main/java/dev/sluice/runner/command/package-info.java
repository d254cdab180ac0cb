/** The runner of programs that are started once for each call. */
@NullMarked
package dev.sluice.runner.command;

import org.jspecify.annotations.NullMarked;
