package dev.sluice.runner.session;

import java.util.Map;

/** The process around a session. */
public interface Host {

    /** From now on the process's environment is this one. Called before the function's first class is loaded. */
    void adopt(Map<String, String> environment);

    /** Nothing has happened for some time: memory that is not needed can be given back. */
    void rest();

    /** The last invocation and the stop hook are over. */
    void drained();

    /** Memory ran out in an invocation, which has been told; the process is of no more use. */
    void outOfMemory();
}
