/** The thin adapter between a session and a Unix domain socket. */
@NullMarked
package dev.sluice.runner.socket;

import org.jspecify.annotations.NullMarked;
