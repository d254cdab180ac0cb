/** How traces go on from one process to the next. */
@NullMarked
package dev.sluice.core.trace;

import org.jspecify.annotations.NullMarked;
