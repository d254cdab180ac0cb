package dev.sluice.decorators.evaluate.process;

import dev.sluice.decorators.evaluate.Engine;
import dev.sluice.decorators.evaluate.Program;
import dev.sluice.decorators.evaluate.RefusedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The programs that were compiled, by number. For one thread. What an engine throws is an answer and nothing more. */
public final class Programs {

    private final Map<String, Engine> engines = new HashMap<>();
    private final Set<String> rehearsed = new HashSet<>();
    private final Map<Long, Program> compiled = new HashMap<>();

    public Programs(Iterable<Engine> engines) {
        engines.forEach(engine -> this.engines.put(engine.name(), engine));
    }

    /** What is to be answered; nothing for {@link Request.Forget}. */
    public Optional<Reply> answer(Request request) {
        try {
            return switch (request) {
                case Request.Compile(long program, String engine, byte[] source) -> {
                    compiled.put(program, compile(engine, source));
                    yield Optional.of(new Reply.Done(new byte[0]));
                }
                case Request.Evaluate(long program, int mostBytes, byte[] input) ->
                    Optional.of(evaluate(program, mostBytes, input));
                case Request.Forget(long program) -> {
                    compiled.remove(program);
                    yield Optional.empty();
                }
            };
        } catch (RefusedException e) {
            return Optional.of(new Reply.Refused(e.why()));
        } catch (StackOverflowError e) {
            return Optional.of(new Reply.Refused("it is nested too deeply"));
        } catch (RuntimeException | LinkageError | AssertionError | IOException e) {
            return Optional.of(new Reply.Refused(String.valueOf(e)));
        }
    }

    private Program compile(String name, byte[] source) throws RefusedException {
        Engine engine = engines.get(name);
        if (engine == null) {
            throw new IllegalStateException("there is no engine " + name);
        }
        if (rehearsed.add(name)) {
            engine.rehearse();
        }
        return engine.compile(source);
    }

    private Reply evaluate(long number, int mostBytes, byte[] input) throws RefusedException, IOException {
        Program program = compiled.get(number);
        if (program == null) {
            throw new IllegalStateException("there is no program " + number);
        }
        LimitedOutput result = new LimitedOutput(mostBytes);
        try {
            program.evaluate(input, result);
        } catch (RuntimeException | RefusedException | IOException e) {
            if (!result.exceeded()) {
                throw e;
            }
        }
        return result.exceeded()
                ? new Reply.Refused("the result has more than " + mostBytes + " bytes")
                : new Reply.Done(result.bytes());
    }
}
