/** Runners that speak the protocol as a test says, over a true socket, and the conversations that both ends are held to. */
@NullMarked
package dev.sluice.testkit.protocol;

import org.jspecify.annotations.NullMarked;
