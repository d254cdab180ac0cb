package dev.sluice.decorators.function;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.invocation.Headers;
import dev.sluice.testkit.decorator.DecoratorContract;
import dev.sluice.testkit.decorator.PlayedFunction;
import org.junit.jupiter.api.BeforeEach;

class FunctionContractTest extends DecoratorContract {

    @BeforeEach
    void theFunctionLetsEveryCallPass() {
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
        return "add-defaults";
    }

    @Override
    protected boolean readsRequests() {
        return true;
    }
}
