package dev.sluice.decorators.evaluate;

/**
 * Compiles one language. Found by {@link java.util.ServiceLoader} in the process that evaluates, and used there by one
 * thread. It may take as long and as much memory as it likes: its process is ended for it.
 */
public interface Engine {

    /** The word by which {@link Evaluators#of} asks for it. */
    String name();

    /** @throws RefusedException with a clause, if the source is wrong */
    Program compile(byte[] source) throws RefusedException;

    /** Loads what evaluations need, before anybody waits for one. */
    default void rehearse() {}
}
