/** Bodies and answers, of which those that are too long for a record are kept in files under their digests. */
@NullMarked
package dev.sluice.events.payload;

import org.jspecify.annotations.NullMarked;
