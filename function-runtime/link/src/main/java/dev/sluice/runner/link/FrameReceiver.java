package dev.sluice.runner.link;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.ProtocolException;

/** The runner's side of one connection, as the connection sees it. One thread, the connection's, calls it; it waits for nothing. */
public interface FrameReceiver {

    /**
     * Takes one frame of the gateway's.
     *
     * @throws ProtocolException if it may not come now; the connection must then be closed
     */
    void receive(Frame frame);

    /** All that had arrived has been received. */
    void batchEnds();

    /** Nothing has arrived for some time. Says whether that is a rest, which it is not while there is something to do. */
    boolean rest();
}
