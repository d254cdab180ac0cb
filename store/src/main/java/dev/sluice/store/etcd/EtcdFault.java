package dev.sluice.store.etcd;

import java.io.IOException;

/** What an etcd answered in place of doing what it was asked for; the message is its own. */
final class EtcdFault extends IOException {

    private static final long serialVersionUID = 1L;

    EtcdFault(String message) {
        super(message);
    }

    /** Whether a lease that was named has ended, or never was. */
    boolean isLeaseGone() {
        return String.valueOf(getMessage()).contains("requested lease not found");
    }

    /** Whether the token of a login has ended. */
    boolean isTokenGone() {
        return String.valueOf(getMessage()).contains("invalid auth token");
    }
}
