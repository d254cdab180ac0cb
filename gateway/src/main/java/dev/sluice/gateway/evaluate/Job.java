package dev.sluice.gateway.evaluate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Something to be done by a process for a caller who waits. */
final class Job {

    private final ProgramSource program;
    private final Optional<Input> input;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private boolean repeated;

    /** What a program is evaluated for. */
    record Input(byte[] bytes, Duration limit, int mostBytes) {}

    /** What came of a job. */
    sealed interface Result {

        /** It was done. */
        record Done(byte[] bytes) implements Result {}

        /** It cannot be done. */
        record Refused(String why) implements Result {}
    }

    private Job(ProgramSource program, Optional<Input> input) {
        this.program = program;
        this.input = input;
    }

    static Job compile(ProgramSource program) {
        return new Job(program, Optional.empty());
    }

    static Job evaluate(ProgramSource program, Input input) {
        return new Job(program, Optional.of(input));
    }

    ProgramSource program() {
        return program;
    }

    /** Empty if it is to be compiled only. */
    Optional<Input> input() {
        return input;
    }

    CompletableFuture<Result> result() {
        return result;
    }

    /** Whether it may be done once more, by a process that has nothing else in it; true once. For one thread at a time. */
    boolean mayBeRepeated() {
        boolean first = !repeated;
        repeated = true;
        return first;
    }
}
