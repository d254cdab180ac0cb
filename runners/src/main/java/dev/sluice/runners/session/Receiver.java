package dev.sluice.runners.session;

/** One end of a connection, at its beginning or after it. Only for the connection's thread. */
public sealed interface Receiver permits Greeting, Session {

    /** Where bytes that have arrived are to be put. */
    FrameInput input();

    /** So many bytes have been put into {@link #input}. Says who receives what comes next. */
    Receiver received(int bytes);

    /** All that had arrived has been received. */
    void batchEnds();

    /** The other side reads again, or too little: see {@link Connection#isFull}. */
    void roomChanged();

    /** It is as late as was asked for. What is not due yet asks again. */
    void timePassed();

    /** The connection is gone. */
    void ended();
}
