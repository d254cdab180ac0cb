/** The gateway's side of the wire protocol: the socket that runners connect to, and one link to each of them. */
@NullMarked
package dev.sluice.runners.link;

import org.jspecify.annotations.NullMarked;
