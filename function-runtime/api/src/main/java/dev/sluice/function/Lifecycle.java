package dev.sluice.function;

/** Hooks of an instance, implemented by a handler's class when it has something to open and to close. */
public interface Lifecycle {

    /** Called once before the first call; a failure here fails the deployment or the cold start, with its cause. */
    default void start(InstanceContext context) throws Exception {}

    /** Called once after the last call, when the instance is drained; not when its process is killed. Has 5 s. */
    default void stop() throws Exception {}
}
