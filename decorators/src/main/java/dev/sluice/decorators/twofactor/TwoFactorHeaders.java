package dev.sluice.decorators.twofactor;

/** Header fields of the second factor. Those of the request end here: no function sees a code. */
public final class TwoFactorHeaders {

    /** Request: the challenge that {@link #CODE} answers. */
    public static final String CHALLENGE = "Sluice-Challenge";

    /** Request: the code. */
    public static final String CODE = "Sluice-Code";

    /** Request and answer: a signed proof that stands for a code for a while. */
    public static final String PROOF = "Sluice-Proof";

    /** Request: {@code yes} if a code is to be sent though the user has an app. */
    public static final String SEND_CODE = "Sluice-Send-Code";

    /** The cookie that carries what {@link #PROOF} does, for browsers. */
    static final String COOKIE = "sluice-proof";

    private TwoFactorHeaders() {}

    /** Whether users send it, though its name begins like those that only the platform sets. */
    public static boolean isOfUser(String name) {
        return name.equalsIgnoreCase(CHALLENGE)
                || name.equalsIgnoreCase(CODE)
                || name.equalsIgnoreCase(PROOF)
                || name.equalsIgnoreCase(SEND_CODE);
    }
}
