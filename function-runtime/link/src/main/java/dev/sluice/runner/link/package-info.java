/** What the session of any runner stands on, without I/O: frames in, frames out, and the bodies of a call. */
@NullMarked
package dev.sluice.runner.link;

import org.jspecify.annotations.NullMarked;
