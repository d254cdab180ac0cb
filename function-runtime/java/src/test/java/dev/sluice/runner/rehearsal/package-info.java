/** A rehearsal that leaves nothing behind. */
@NullMarked
package dev.sluice.runner.rehearsal;

import org.jspecify.annotations.NullMarked;
