package dev.sluice.gateway.decorate.jar;

import java.time.Duration;
import java.util.Optional;

/** A thread at work for a jar, and since when it was inside of the jar's code at each look. For one thread that looks. */
final class JarTask {

    private static final String PLATFORM = "dev.sluice.core.";

    private final Thread thread;
    private final ClassLoader loader;
    private long insideSince;
    private boolean inside;

    JarTask(Thread thread, ClassLoader loader) {
        this.thread = thread;
        this.loader = loader;
    }

    /** Where it stands, if it has been inside for longer than {@code patience}. */
    Optional<String> place(long nanos, Duration patience) {
        Optional<StackTraceElement> place = place();
        if (place.isEmpty() || !inside) {
            inside = place.isPresent();
            insideSince = nanos;
            return Optional.empty();
        }
        return nanos - insideSince > patience.toNanos() ? place.map(JarTask::shown) : Optional.empty();
    }

    boolean isInside() {
        return place().isPresent();
    }

    /** The innermost frame of the jar, unless the platform was called from there. */
    private Optional<StackTraceElement> place() {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith(PLATFORM)) {
                return Optional.empty();
            }
            if (String.valueOf(loader.getName()).equals(frame.getClassLoaderName())) {
                return Optional.of(frame);
            }
        }
        return Optional.empty();
    }

    private static String shown(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + " (" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }
}
