package dev.sluice.runner.program;

import dev.sluice.runner.program.session.Listening;

/** The runner of programs that listen. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        RunnerProcess.run("http", Listening::new);
    }
}
