/** Writing to a socket that takes nothing. */
@NullMarked
package dev.sluice.runner.socket;

import org.jspecify.annotations.NullMarked;
