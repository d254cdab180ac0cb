package dev.sluice.decorators.evaluate;

import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.evaluate.process.Programs;
import dev.sluice.decorators.evaluate.process.Reply;
import dev.sluice.decorators.evaluate.process.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;

/** Evaluates in the test's own process, by what answers in the processes of a gateway, and without its limits of time. */
public final class InProcessEvaluators implements Evaluators {

    @Override
    public Evaluator of(FunctionName function, String engine, byte[] source) {
        Programs programs = new Programs(ServiceLoader.load(Engine.class));
        Reply compiled = programs.answer(new Request.Compile(1, engine, source)).orElseThrow();
        return new Evaluator() {
            @Override
            public void check() {
                if (compiled instanceof Reply.Refused(String why)) {
                    throw new IllegalArgumentException(why);
                }
            }

            @Override
            public Evaluation evaluate(byte[] input, Duration limit, int mostBytes) {
                Optional<Reply> reply;
                synchronized (programs) {
                    reply = programs.answer(new Request.Evaluate(1, mostBytes, input));
                }
                return switch (reply.orElseThrow()) {
                    case Reply.Done(byte[] bytes) -> new Evaluation.Value(bytes);
                    case Reply.Refused(String why) -> new Evaluation.Refused(why);
                    case Reply.Ready() -> throw new AssertionError("nobody asked whether it is ready");
                };
            }
        };
    }
}
