package dev.sluice.core.protocol;

/** The other side broke the wire protocol; the connection is beyond use and must be closed. */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    public ProtocolException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** What was broken and how. */
    @Override
    public String getMessage() {
        return sentence;
    }
}
