package dev.sluice.runner.command;

import dev.sluice.runner.program.RunnerProcess;

/** The runner of programs that are started once for each call. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        RunnerProcess.run("command", Commands::new);
    }
}
