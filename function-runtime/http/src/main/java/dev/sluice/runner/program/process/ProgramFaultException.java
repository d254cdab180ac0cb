package dev.sluice.runner.program.process;

/** The program did not begin to listen. */
public final class ProgramFaultException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String hint;

    /** The stable words that callers see. */
    public enum Reason {
        BAD_ARTIFACT("bad_artifact"),
        CANNOT_EXECUTE("cannot_execute"),
        PROGRAM_EXITED("program_exited"),
        NEVER_LISTENED("never_listened");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** @param hint what its author should do */
    public ProgramFaultException(Reason reason, String message, String hint) {
        super(message);
        this.reason = reason;
        this.hint = hint;
    }

    public Reason reason() {
        return reason;
    }

    public String hint() {
        return hint;
    }
}
