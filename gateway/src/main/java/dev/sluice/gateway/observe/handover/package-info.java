/** The way from event loops, which must never wait, to the threads that write and send what was observed. */
@NullMarked
package dev.sluice.gateway.observe.handover;

import org.jspecify.annotations.NullMarked;
