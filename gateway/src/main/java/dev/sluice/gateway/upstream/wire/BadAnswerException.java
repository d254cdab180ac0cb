package dev.sluice.gateway.upstream.wire;

import io.netty.handler.codec.DecoderException;

/** What came is no answer that HTTP allows, or its end could be seen in two places. */
public final class BadAnswerException extends DecoderException {

    private static final long serialVersionUID = 1L;

    private final String why;

    /** {@code why} stands inside a sentence; empty if what came does not look like HTTP at all. */
    BadAnswerException(String why) {
        super(why.isEmpty() ? "not HTTP" : why);
        this.why = why;
    }

    public String why() {
        return why;
    }
}
