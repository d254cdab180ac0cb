/** The platform's HTTP API as the command sees it: where it is, what it answers, what it refuses. */
@NullMarked
package dev.sluice.cli.api;

import org.jspecify.annotations.NullMarked;
