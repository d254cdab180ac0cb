package dev.sluice.runner.program.process;

import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.runner.program.process.ProgramFaultException.Reason;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The author's program, a child of this process, with all that it starts itself. Thread-safe. */
public final class ChildProcess {

    private static final int SIGNALS = 128;
    private static final Duration LAST_OUTPUT = Duration.ofMillis(500);

    /** What the system says of E2BIG (execve(2)). */
    private static final String TOO_LARGE = "Argument list too long";

    private final Process process;
    private final ProgramOutput output;

    private ChildProcess(Process process, ProgramOutput output) {
        this.process = process;
        this.output = output;
    }

    /**
     * How it ended.
     *
     * @param code its exit code, 128 and more if a signal ended it
     * @param outOfMemory whether it said that its memory was used up
     * @param lastWords one line that says why
     */
    public record Exit(int code, boolean outOfMemory, String lastWords) {}

    /**
     * Starts it without arguments.
     *
     * @param folder in which it begins
     * @param environment all of its environment
     * @param input where it reads from
     * @param output where its standard output goes; what goes into a pipe is read as lines
     * @param lines takes what it prints; must not wait
     */
    public static ChildProcess start(
            Path file,
            Path folder,
            Map<String, String> environment,
            Redirect input,
            Redirect output,
            BiConsumer<LogSource, String> lines)
            throws ProgramFaultException {
        try {
            ProcessBuilder builder = new ProcessBuilder(file.toString())
                    .directory(folder.toFile())
                    .redirectInput(input)
                    .redirectOutput(output);
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            ProgramOutput printed = new ProgramOutput(lines);
            if (output == Redirect.PIPE) {
                printed.read(LogSource.STDOUT, process.getInputStream(), Pipe.of(process.pid(), 1));
            }
            printed.read(LogSource.STDERR, process.getErrorStream(), Pipe.of(process.pid(), 2));
            return new ChildProcess(process, printed);
        } catch (IOException e) {
            if (reason(e).equals(TOO_LARGE)) {
                throw tooLarge(environment);
            }
            throw new ProgramFaultException(
                    Reason.CANNOT_EXECUTE,
                    "the system cannot execute the program: " + reason(e),
                    "Look whether it was built for this machine's processor, and whether the interpreter that its first"
                            + " line names is installed here.");
        }
    }

    private static ProgramFaultException tooLarge(Map<String, String> environment) {
        long chars = environment.entrySet().stream()
                .mapToLong(each -> each.getKey().length() + each.getValue().length())
                .sum();
        return new ProgramFaultException(
                Reason.CANNOT_EXECUTE,
                "the system cannot execute the program, because its " + environment.size() + " variables with " + chars
                        + " characters are more than it takes, which is 128 KiB for one and 2 MiB for all as a rule",
                "Give the function fewer or shorter variables, and send it less in header fields.");
    }

    /** Of {@code Cannot run program "…": Exec failed, error: 8 (Exec format error)} what the system says. */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        int error = message.lastIndexOf("error: ");
        int open = error < 0 ? -1 : message.indexOf('(', error);
        int close = message.lastIndexOf(')');
        return open < 0 || close < open ? message : message.substring(open + 1, close);
    }

    /** An exit code in words. */
    public static String described(int code) {
        return code > SIGNALS ? "signal " + (code - SIGNALS) : "exit code " + code;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** The last line that it printed, as the end of a sentence; empty if there is none. */
    String lastLine() {
        String line = output.lastLine();
        return line.isEmpty() ? "" : "; it printed last: " + line;
    }

    /** Tells {@code listener} once, when it has ended, on any thread. */
    public void onExit(Consumer<Exit> listener) {
        Thread.ofVirtual().name("program-end").start(() -> listener.accept(awaitExit()));
    }

    /** Waits for its end; somebody else ends it if it is not to go on. */
    public Exit awaitExit() {
        process.onExit().join();
        return exit();
    }

    /** How it ended, which it has. */
    Exit exit() {
        output.awaitEnd(LAST_OUTPUT);
        int code = process.exitValue();
        String memory = output.memoryWords();
        if (memory != null && code != 0) {
            return new Exit(code, true, OutOfMemory.words(memory));
        }
        return new Exit(code, false, "the program ended with " + described(code) + lastLine());
    }

    /** Waits until what it has printed so far is read, a moment at most. */
    public void settleOutput() {
        output.settle();
    }

    boolean awaitEnd(Duration most) throws InterruptedException {
        return process.waitFor(most);
    }

    /** Whether it ends within {@code most}. */
    public boolean endsWithin(Duration most) {
        try {
            return awaitEnd(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** Asks it to end, by SIGTERM to it and all that it started, and kills what is left after {@code patience}. Blocks. */
    public void stop(Duration patience) {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + patience.toNanos();
        for (ProcessHandle member : family) {
            try {
                member.onExit().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException e) {
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        kill();
        // What a parent that has ended left behind is no descendant any more.
        family.forEach(ProcessHandle::destroyForcibly);
        output.awaitEnd(LAST_OUTPUT);
    }

    /** Kills it and all that it started, at once. */
    public void kill() {
        family().forEach(ProcessHandle::destroyForcibly);
    }

    /** It comes first: one that starts another in the place of what ends is not to live to see that. */
    private List<ProcessHandle> family() {
        try (Stream<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())) {
            return all.toList();
        }
    }
}
