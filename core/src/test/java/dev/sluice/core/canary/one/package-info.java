/** One half of a package cycle, which the architecture test must find. */
@NullMarked
package dev.sluice.core.canary.one;

import org.jspecify.annotations.NullMarked;
