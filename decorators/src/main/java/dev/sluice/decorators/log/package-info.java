/** The decorator that writes a line for each call. */
@NullMarked
package dev.sluice.decorators.log;

import org.jspecify.annotations.NullMarked;
