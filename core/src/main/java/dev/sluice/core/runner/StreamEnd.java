package dev.sluice.core.runner;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.protocol.Frame;

/** How one invocation ended on the wire. */
public sealed interface StreamEnd {

    /** A complete answer. */
    record Answered(int status) implements StreamEnd {}

    /**
     * The runner said that it failed. {@link Frame.InvokeFault#TIMED_OUT} also if the runner did not end the invocation
     * within its run budget and the grace after it: its code may still be running.
     */
    record Failed(Frame.InvokeFault fault, FunctionError error) implements StreamEnd {}

    /** Its head is too large for the wire protocol, as {@code detail} says: nothing was sent or run. */
    record TooLarge(String detail) implements StreamEnd {}

    /** The connection was gone before anything was sent: nothing was run, so it may be tried on another instance. */
    record NotSent() implements StreamEnd {}

    /**
     * Another invocation on the runner outlived its run budget and kept the runner from going on with this one: it is given up, and its
     * code may be running.
     */
    record NeighbourTimedOut() implements StreamEnd {}

    /** The connection went away first. {@code protocolFault} says what the runner did wrong, or is empty. */
    record LinkClosed(String protocolFault) implements StreamEnd {}
}
