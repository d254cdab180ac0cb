package dev.sluice.gateway.deploy;

import dev.sluice.core.function.FunctionName;
import java.time.Duration;

/** Another change of the function took too long. */
public final class BusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BusyException(FunctionName name, Duration waited) {
        super("another deployment of " + name + " has been under way for " + waited.toSeconds()
                + " s: try again when it has ended");
    }
}
