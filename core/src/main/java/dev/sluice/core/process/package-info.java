/** Processes of the machine. */
@NullMarked
package dev.sluice.core.process;

import org.jspecify.annotations.NullMarked;
