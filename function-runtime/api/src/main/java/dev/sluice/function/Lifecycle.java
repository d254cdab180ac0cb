package dev.sluice.function;

/** Hooks of an instance, implemented by a handler's class when it has something to open and to close. */
public interface Lifecycle {

    /** Called once before the first call; a failure here fails the deployment or the cold start, with its cause. */
    default void start(InstanceContext context) throws Exception {}

    /**
     * Called when the platform has something to tell the instance, on a thread of its own while calls may be under way, one
     * notice at a time. {@code draining}: no more calls will come, and {@link #stop} is called when those under way have
     * ended. Other names may come; what a class does not know it passes over.
     *
     * @param name a word of lower-case letters, digits and underscores
     * @param body what the name says it is, at most 8,192 bytes; empty for {@code draining}
     */
    default void notice(String name, byte[] body) throws Exception {}

    /** Called once after the last call, when the instance is drained; not when its process is killed. Has 5 s. */
    default void stop() throws Exception {}
}
