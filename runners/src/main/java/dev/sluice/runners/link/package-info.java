/** Where runners come in: sockets and event loops, and what carries the session of each of them. */
@NullMarked
package dev.sluice.runners.link;

import org.jspecify.annotations.NullMarked;
