package dev.sluice.runner.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The process's own environment and heap, as the C library keeps them (POSIX getenv, setenv, unsetenv; malloc_trim of
 * glibc where there is one).
 *
 * <p>Not thread-safe, as these functions are not: no thread of a function may run yet.
 */
final class NativeProcess {

    /**
     * One shape serves all four functions. Their arguments are integers or pointers, which travel in the same registers
     * on every 64-bit ABI, and a callee does not look at registers beyond its own parameters; one shape costs a quarter
     * of the memory and time of four.
     */
    private static final FunctionDescriptor SHAPE = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);

    private static final long LONGEST_VALUE = 1024 * 1024;

    private final MethodHandle call;
    private final MemorySegment getenv;
    private final MemorySegment setenv;
    private final MemorySegment unsetenv;
    private final Optional<MemorySegment> mallocTrim;

    NativeProcess() {
        Linker linker = Linker.nativeLinker();
        var library = linker.defaultLookup();
        call = linker.downcallHandle(SHAPE);
        getenv = library.findOrThrow("getenv");
        setenv = library.findOrThrow("setenv");
        unsetenv = library.findOrThrow("unsetenv");
        mallocTrim = library.find("malloc_trim");
    }

    Optional<String> get(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long found = call(getenv, arena.allocateFrom(name).address(), 0, 0);
            return found == 0
                    ? Optional.empty()
                    : Optional.of(MemorySegment.ofAddress(found)
                            .reinterpret(LONGEST_VALUE)
                            .getString(0, StandardCharsets.UTF_8));
        }
    }

    void set(String name, String value) {
        try (Arena arena = Arena.ofConfined()) {
            int overwrite = 1;
            long failed = call(
                    setenv,
                    arena.allocateFrom(name).address(),
                    arena.allocateFrom(value).address(),
                    overwrite);
            if ((int) failed != 0) {
                throw new IllegalArgumentException("the environment variable '" + name + "' cannot be set");
            }
        }
    }

    void remove(String name) {
        try (Arena arena = Arena.ofConfined()) {
            call(unsetenv, arena.allocateFrom(name).address(), 0, 0);
        }
    }

    /** Gives back to the system what the C library's heap holds and does not use. */
    void trim() {
        mallocTrim.ifPresent(function -> call(function, 0, 0, 0));
    }

    private long call(MemorySegment function, long first, long second, long third) {
        try {
            return (long) call.invokeExact(function, first, second, third);
        } catch (Throwable e) {
            throw new IllegalStateException("a function of the C library cannot be called", e);
        }
    }
}
