package dev.sluice.runner.session;

import dev.sluice.runner.loading.FunctionLoader;
import java.util.Map;
import java.util.function.IntSupplier;

/** The process around a session. */
public interface Host {

    /** From now on the process's environment is this one. Called before the function's first class is loaded. */
    void adopt(Map<String, String> environment);

    /** From now on the JDK takes these for the application's classes. Called before the function's first class is loaded. */
    void run(FunctionLoader application);

    /** Calls have begun; {@code underWay} tells how many go on, at any time and on any thread. Must not wait. */
    void callsBegan(IntSupplier underWay);

    /** Nothing has happened for some time: memory that is not needed can be given back. */
    void rest();

    /** The last invocation and the stop hook are over. */
    void drained();

    /** Memory ran out in an invocation, which has been told; the process is of no more use. */
    void outOfMemory();
}
