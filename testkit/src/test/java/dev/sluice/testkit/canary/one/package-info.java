/** Half of a package cycle that the architecture test must find. */
@NullMarked
package dev.sluice.testkit.canary.one;

import org.jspecify.annotations.NullMarked;
