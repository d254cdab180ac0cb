package dev.sluice.gateway.deploy;

import dev.sluice.core.function.Digest;

/** A spec names code that is not kept here. */
public final class UnknownCodeException extends Exception {

    private static final long serialVersionUID = 1;

    UnknownCodeException(Digest digest) {
        super("there is no code " + digest + " here");
    }
}
