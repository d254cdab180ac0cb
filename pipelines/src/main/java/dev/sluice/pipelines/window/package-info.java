/** Windows over endless streams: pieces of time whose items are folded, and how it is known that they are over. */
@NullMarked
package dev.sluice.pipelines.window;

import org.jspecify.annotations.NullMarked;
