package dev.sluice.events.webhook;

import java.util.Optional;

/** Whether a delivery is what it claims to be. */
public sealed interface Verdict {

    /** Who sent it has the secret. {@code message} is the sender's id of it, the same when it is sent again, if the signature covers one. */
    record Genuine(Optional<String> message) implements Verdict {}

    /**
     * It is not to be believed.
     *
     * @param detail a sentence that names the header field and the form that was expected, and never a value that would fit
     */
    record Refused(Fault fault, String detail) implements Verdict {}

    /** What is wrong with a signature. */
    enum Fault {
        MISSING,
        MALFORMED,
        /** No secret makes it of what was sent. */
        FORGED,
        /** It is genuine, and its time is too far from the clock here. */
        STALE;

        /** Whether that is seen without secrets and without a body. */
        public boolean isSeenInTheHead() {
            return this == MISSING || this == MALFORMED;
        }
    }

    /** Refused for a header field that is missing. */
    static Verdict missing(String header, String form) {
        return new Refused(Fault.MISSING, "The header " + header + " is missing: it has " + form + ".");
    }

    /** Refused for a header field that has another form. */
    static Verdict malformed(String header, String form) {
        return new Refused(Fault.MALFORMED, "The header " + header + " is not what was expected: it has " + form + ".");
    }

    /** Refused for a signature that no secret makes. */
    static Verdict forged(String header) {
        return new Refused(
                Fault.FORGED,
                "The header " + header + " has no signature that one of the trigger's secrets makes of this body. "
                        + "Compare the secret with the sender's, and see that nothing in between changes the body.");
    }
}
