package dev.sluice.runner.command;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.Frame.CancelCause;
import dev.sluice.core.protocol.Frame.InvokeFault;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.runner.lines.LineBuffer;
import dev.sluice.runner.program.process.ChildProcess;
import dev.sluice.runner.program.process.ChildProcess.Exit;
import dev.sluice.runner.program.process.ProgramFaultException;
import dev.sluice.runner.program.session.ProgramCall;
import dev.sluice.runner.program.session.ProgramSession;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One run of the program: it begins once the request's body is stored, and its answer once it has ended. Where the caller goes away it is
 * asked to end by SIGTERM, and killed 5 s later; where the time is up it is killed.
 */
final class CommandCall extends ProgramCall {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_PRINTED_BYTES = 1024 * 1024;
    private static final int READ_BYTES = 8 * 1024;

    private final Commands commands;

    /** Guarded by this. */
    private @Nullable ChildProcess process;

    CommandCall(Commands commands, ProgramSession session, Frame.Invoke invoke) {
        super(session, invoke);
        this.commands = commands;
    }

    // The connection's thread.

    @Override
    protected void cancel(CancelCause cause) {
        ChildProcess running;
        synchronized (this) {
            if (over || cancelled != null) {
                return;
            }
            cancelled = cause;
            running = process;
        }
        body.close("the call was cancelled");
        window.close();
        if (cause == CancelCause.TIMED_OUT) {
            send(
                    new Frame.Error(
                            stream(),
                            InvokeFault.TIMED_OUT,
                            FunctionError.of("the program had not ended when the time of the call was up")),
                    true);
        }
        if (running != null) {
            end(running, cause);
        }
    }

    private void end(ChildProcess running, CancelCause cause) {
        if (cause == CancelCause.TIMED_OUT) {
            running.kill();
        } else {
            session.threads().newThread(() -> running.stop(PATIENCE)).start();
        }
    }

    // The invocation's thread.

    @Override
    public void run() {
        try (CallFolder folder = CallFolder.with(body, commands.work())) {
            answer(run(folder), folder);
        } catch (ProgramFaultException e) {
            end(error(InvokeFault.THREW, e));
        } catch (IOException e) {
            end(isCancelled() ? cancellation() : error(InvokeFault.THREW, e));
        } catch (RuntimeException e) {
            // A call that nobody ends would hold its place until its time is up. What it says may name values of
            // variables.
            end(new Frame.Error(
                    stream(),
                    InvokeFault.THREW,
                    FunctionError.of("the runner failed by " + e.getClass().getSimpleName())));
        } finally {
            close();
            session.finished(this);
        }
    }

    private Exit run(CallFolder folder) throws ProgramFaultException, IOException {
        Commands.Command command = commands.command();
        ChildProcess started = ChildProcess.start(
                command.file(),
                command.folder(),
                Variables.of(invoke, folder, command.environment()),
                Redirect.from(folder.item().toFile()),
                Redirect.to(folder.printed().toFile()),
                (source, line) -> session.line(stream(), source, line));
        commands.began(started);
        try {
            began(started);
            return started.awaitExit();
        } finally {
            commands.ended(started);
        }
    }

    private void began(ChildProcess started) {
        CancelCause cause;
        synchronized (this) {
            process = started;
            cause = cancelled;
        }
        if (cause != null) {
            end(started, cause);
        }
    }

    private void answer(Exit exit, CallFolder folder) throws IOException {
        if (exit.outOfMemory()) {
            end(new Frame.Error(stream(), InvokeFault.OUT_OF_MEMORY, FunctionError.of(exit.lastWords())));
            return;
        }
        CommandAnswer answer = CommandAnswer.of(exit, folder);
        if (!answer.printed()) {
            logPrinted(folder);
        }
        Frame.Result head = new Frame.Result(stream(), answer.status(), answer.headers(), false);
        AnswerStream out = new AnswerStream((bytes, last) -> send(head, bytes, last));
        answer.body().write(out);
        out.end();
    }

    /** What it printed is its answer only where it left nothing else. */
    private void logPrinted(CallFolder folder) throws IOException {
        LineBuffer lines = new LineBuffer(line -> session.line(stream(), LogSource.STDOUT, line));
        try (InputStream in = Files.newInputStream(folder.printed())) {
            byte[] bytes = new byte[READ_BYTES];
            int left = MOST_PRINTED_BYTES;
            for (int read = in.read(bytes); read > 0; read = in.read(bytes, 0, Math.min(left, READ_BYTES))) {
                lines.write(bytes, 0, read);
                left -= read;
            }
        }
        lines.flush();
    }

    /** Its lines are read to their end when it has ended. */
    @Override
    protected void settleOutput() {}
}
