/** Runners that speak the protocol as a test says, over a true socket. */
@NullMarked
package dev.sluice.testkit.protocol;

import org.jspecify.annotations.NullMarked;
