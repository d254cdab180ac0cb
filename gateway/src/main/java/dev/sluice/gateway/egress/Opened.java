package dev.sluice.gateway.egress;

/** An ambassador that takes connections. */
interface Opened {

    /** Ends it and its connections; does not block. */
    void close();

    /** The port that it was given; 0 at a socket. */
    int port();
}
