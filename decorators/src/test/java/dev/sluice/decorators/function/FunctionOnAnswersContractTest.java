package dev.sluice.decorators.function;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.invocation.Headers;
import dev.sluice.testkit.decorator.DecoratorContract;
import dev.sluice.testkit.decorator.PlayedFunction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

class FunctionOnAnswersContractTest extends DecoratorContract {

    @BeforeEach
    void theFunctionLeavesEveryAnswerAlone() {
        sites.functions()
                .playing(new PlayedFunction.Act.Answers(
                        Answer.of(204, Headers.of("Sluice-Next", "unchanged"), new byte[0])));
    }

    @Override
    protected DecoratorKind<?> kind() {
        return new FunctionKind();
    }

    @Override
    protected Object settings() {
        return Map.of("name", "stamp", "phases", List.of("response"));
    }

    @Override
    protected boolean readsRequests() {
        return true;
    }
}
