package dev.sluice.runner.command;

import dev.sluice.core.protocol.Frame;
import dev.sluice.runner.link.RunnerCall;
import dev.sluice.runner.program.process.ChildProcess;
import dev.sluice.runner.program.process.ProgramFaultException;
import dev.sluice.runner.program.process.ProgramFaultException.Reason;
import dev.sluice.runner.program.process.ProgramFiles;
import dev.sluice.runner.program.session.ProgramSession;
import dev.sluice.runner.program.session.Served;
import dev.sluice.runner.program.upload.Executable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A program that is started for each call, and whose end is the end of the call. */
final class Commands implements Served {

    private final ProgramSession session;
    private final Path work;
    private final Set<ChildProcess> running = ConcurrentHashMap.newKeySet();
    private volatile boolean killed;
    private volatile @Nullable Command command;

    /**
     * What is started.
     *
     * @param folder of the function's code, in which it begins
     * @param environment of each call
     */
    record Command(Path file, Path folder, Map<String, String> environment) {}

    /** @param work the runner's private folder, in which each call has one of its own */
    Commands(ProgramSession session, Path work) {
        this.session = session;
        this.work = work;
    }

    @Override
    public String start(Frame.Specialise order, Map<String, String> environment, Duration patience)
            throws ProgramFaultException {
        Path file = ProgramFiles.executable(order.artifact(), order.handler(), work);
        checkInterpreter(file);
        command = new Command(file, Path.of(order.artifact().folder()), Map.copyOf(environment));
        return order.handler() + " is started for each call";
    }

    /** Said before the first call has to. */
    private static void checkInterpreter(Path file) throws ProgramFaultException {
        try (InputStream in = Files.newInputStream(file)) {
            String interpreter = Executable.read(in).interpreter().orElse("");
            if (!interpreter.isEmpty() && !Files.isExecutable(Path.of(interpreter))) {
                throw new ProgramFaultException(
                        Reason.CANNOT_EXECUTE,
                        "the program's first line names the interpreter " + interpreter
                                + ", which is not installed here",
                        "Install it on the machines where functions run, or name another, as with #!/usr/bin/env.");
            }
        } catch (IOException e) {
            throw new ProgramFaultException(
                    Reason.BAD_ARTIFACT,
                    "the program cannot be read: " + e.getMessage(),
                    "Look whether its file can be read by all who may execute it.");
        }
    }

    @Override
    public void ready() {}

    @Override
    public RunnerCall call(Frame.Invoke invoke) {
        return new CommandCall(this, session, invoke);
    }

    @Override
    public void idle() {}

    /** Calls are over, and so are the programs of theirs. */
    @Override
    public void stop(Duration patience) {
        running.forEach(process -> process.stop(patience));
    }

    @Override
    public void kill() {
        killed = true;
        running.forEach(ChildProcess::kill);
    }

    Path work() {
        return work;
    }

    Command command() {
        return Objects.requireNonNull(command, "the function is ready");
    }

    /** A program of a call runs. */
    void began(ChildProcess process) {
        running.add(process);
        if (killed) {
            process.kill();
        }
    }

    /** A program of a call has ended. */
    void ended(ChildProcess process) {
        running.remove(process);
    }
}
