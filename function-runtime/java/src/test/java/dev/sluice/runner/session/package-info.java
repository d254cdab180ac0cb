/** Scenarios of a session, in memory and over a real socket. */
@NullMarked
package dev.sluice.runner.session;

import org.jspecify.annotations.NullMarked;
