package dev.sluice.gateway.egress.redis;

/** What came is not RESP2, or larger than is taken; the message is a clause for people. */
final class ProtocolFault extends Exception {

    private static final long serialVersionUID = 1;

    ProtocolFault(String why) {
        super(why);
    }
}
