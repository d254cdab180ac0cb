package dev.sluice.runner.access;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinPool;

/**
 * The JVM of this process, as far as the runner changes it. Needs {@code java.lang} opened to this module. Thread-safe.
 */
public final class JvmAccess {

    private final VarHandle systemLoader;
    private final MethodHandle exports;
    private final MethodHandle opens;
    private final ForkJoinPool scheduler;

    /**
     * @throws IllegalStateException if {@code java.lang} is not opened to this module, or this JDK has other names for
     *     what is asked for
     */
    public JvmAccess() {
        try {
            Lookup loaders = MethodHandles.privateLookupIn(ClassLoader.class, MethodHandles.lookup());
            systemLoader = loaders.findStaticVarHandle(ClassLoader.class, "scl", ClassLoader.class);
            Lookup modules = MethodHandles.privateLookupIn(Module.class, MethodHandles.lookup());
            MethodType ofPackage = MethodType.methodType(void.class, String.class);
            exports = modules.findVirtual(Module.class, "implAddExportsToAllUnnamed", ofPackage);
            opens = modules.findVirtual(Module.class, "implAddOpensToAllUnnamed", ofPackage);
            Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
            scheduler = (ForkJoinPool) MethodHandles.privateLookupIn(virtualThread, MethodHandles.lookup())
                    .findStaticVarHandle(virtualThread, "DEFAULT_SCHEDULER", ForkJoinPool.class)
                    .get();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the JVM is not as the runner expects it: " + e, e);
        }
    }

    /** Makes {@code loader} what {@link ClassLoader#getSystemClassLoader} answers, in this JVM and from now on. */
    public void applicationLoader(ClassLoader loader) {
        systemLoader.setVolatile(loader);
    }

    /** Exports a package that {@code module} has to all unnamed modules. */
    public void addExports(Module module, String packageName) {
        call(exports, module, packageName);
    }

    /** Opens a package that {@code module} has to all unnamed modules. */
    public void addOpens(Module module, String packageName) {
        call(opens, module, packageName);
    }

    /** The pool whose threads carry virtual threads. */
    public ForkJoinPool virtualThreadScheduler() {
        return scheduler;
    }

    private static void call(MethodHandle handle, Module module, String packageName) {
        try {
            handle.invokeExact(module, packageName);
        } catch (Throwable e) {
            throw new IllegalStateException(packageName + " of " + module + " cannot be opened", e);
        }
    }
}
