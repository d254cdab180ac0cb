/** Applying documents: files and what they declare, what differs on the platform, and what is told of it. */
@NullMarked
package dev.sluice.cli.apply;

import org.jspecify.annotations.NullMarked;
