package dev.sluice.runners.session;

import java.util.Optional;

/** Who decides whether a connection's other end comes in. */
public interface Admission {

    /** The runner that has this token, if one is waited for that has it; it comes in by this connection and no other. */
    Optional<Guest> admit(String token);

    /** Closes the connection, and says why in the gateway's log. */
    void refuse(String why);
}
