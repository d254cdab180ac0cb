package dev.sluice.benchmarks.code;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.Function;

/** A function with the service time of {@link Waiting}, spent in the C library's {@code usleep} (POSIX.1-2001). */
public final class WaitingInC implements Function<byte[], String> {

    private final int micros = 1_000 * Integer.parseInt(System.getenv().getOrDefault("WAIT_MILLIS", "50"));
    private final MethodHandle usleep = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("usleep"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    @Override
    public String apply(byte[] input) {
        try {
            int result = (int) usleep.invokeExact(micros);
            return "waited " + result;
        } catch (Throwable e) {
            throw new IllegalStateException("usleep cannot be called", e);
        }
    }
}
