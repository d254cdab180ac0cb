/** The runner's side of one connection, without I/O: frames in, frames out, invocations on threads given. */
@NullMarked
package dev.sluice.runner.session;

import org.jspecify.annotations.NullMarked;
