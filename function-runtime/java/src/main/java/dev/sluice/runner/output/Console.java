package dev.sluice.runner.output;

import dev.sluice.core.protocol.Frame.LogSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind {@link System#out} and {@link System#err}, and files each line under the call whose thread wrote it.
 * Threads that a call starts belong to that call; threads of nobody belong to the instance; and as long as there is no
 * instance, lines go to the process's own standard output and standard error. Thread-safe.
 */
public final class Console {

    private final InheritableThreadLocal<@Nullable FunctionLog> current = new InheritableThreadLocal<>();
    private final OutputStream ownOut = new FileOutputStream(FileDescriptor.out);
    private final OutputStream ownErr = new FileOutputStream(FileDescriptor.err);
    private volatile @Nullable FunctionLog instance;

    /** Takes the place of {@link System#out} and {@link System#err}. */
    public void install() {
        System.setOut(new PrintStream(new Tagged(LogSource.STDOUT, ownOut), false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Tagged(LogSource.STDERR, ownErr), false, StandardCharsets.UTF_8));
    }

    /** From now on this thread, and those that it starts, write to {@code log}. */
    public void enter(FunctionLog log) {
        current.set(log);
    }

    /** What no call's thread writes goes to {@code log}; null gives it back to the process. */
    public void own(@Nullable FunctionLog log) {
        instance = log;
    }

    /** The log that this thread writes to, {@code otherwise} if it is nobody's. */
    public FunctionLog currentOr(FunctionLog otherwise) {
        FunctionLog log = current.get();
        return log == null ? otherwise : log;
    }

    private final class Tagged extends OutputStream {

        private final LogSource source;
        private final OutputStream own;

        Tagged(LogSource source, OutputStream own) {
            this.source = source;
            this.own = own;
        }

        @Override
        public void write(int value) throws java.io.IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
            FunctionLog log = current.get();
            if (log == null) {
                log = instance;
            }
            if (log == null) {
                own.write(bytes, offset, length);
            } else {
                log.print(source, bytes, offset, length);
            }
        }
    }
}
