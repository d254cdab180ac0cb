package dev.sluice.builder.upload;

/** An upload cannot become an artifact because of what is in it; the message says what, and what to do. */
public final class UploadRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String sentence;

    /** What is wrong with it. */
    public enum Reason {
        NOT_A_JAR,
        /** There is none: neither sent nor kept. */
        NO_CODE,
        /** Entries that would land outside. */
        UNSAFE_ARCHIVE,
        ARCHIVE_TOO_LARGE,
        /** It is damaged, or not what its beginning says. */
        BAD_ARCHIVE,
        NO_HANDLER,
        SEVERAL_HANDLERS,
        /** It could be for several languages. */
        SEVERAL_RUNTIMES,
        /** The handler that the spec or the manifest names is not in it. */
        CLASS_NOT_FOUND,
        CLASS_TOO_NEW,
        /** The runtime takes no files of this kind. */
        KIND_NOT_ACCEPTED,
        /** What the code depends on could not be got. */
        BUILD_FAILED,
        /** The program that should look into it does not work. */
        INSPECTION_FAILED
    }

    public UploadRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.sentence = message;
    }

    /** The message. */
    public String sentence() {
        return sentence;
    }

    public Reason reason() {
        return reason;
    }
}
