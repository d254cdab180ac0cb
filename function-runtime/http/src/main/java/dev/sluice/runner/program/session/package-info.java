/** The runner's side of a connection, for a program that speaks HTTP: each invocation becomes a request to it. */
@NullMarked
package dev.sluice.runner.program.session;

import org.jspecify.annotations.NullMarked;
