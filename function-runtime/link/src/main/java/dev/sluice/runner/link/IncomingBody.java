package dev.sluice.runner.link;

import dev.sluice.core.invocation.Headers;
import java.io.InputStream;

/** A request's body as it arrives. Not thread-safe: one reader at a time. */
public abstract class IncomingBody extends InputStream {

    /** The trailer fields; none until the body was read to its end. */
    public abstract Headers trailers();
}
