package dev.sluice.runner.program.session;

/** The process around a session. */
public interface Host {

    /** Nothing has happened for some time: memory that is not needed can be given back. */
    void rest();

    /** The last invocation is over and the program has ended. */
    void drained();

    /**
     * The program has ended by itself, and so does this process, with the same code.
     *
     * @param lastWords a line that says why; maybe empty
     */
    void ended(int code, String lastWords);
}
