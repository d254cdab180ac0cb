/** The gateway's end of the wire protocol, without I/O: bytes and time come in, frames go out, calls are told what happened. */
@NullMarked
package dev.sluice.runners.session;

import org.jspecify.annotations.NullMarked;
