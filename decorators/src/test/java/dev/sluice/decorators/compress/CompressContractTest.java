package dev.sluice.decorators.compress;

import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.testkit.decorator.DecoratorContract;
import dev.sluice.testkit.decorator.Invocations;
import java.util.List;
import java.util.Map;

class CompressContractTest extends DecoratorContract {

    @Override
    protected DecoratorKind<?> kind() {
        return new CompressKind();
    }

    @Override
    protected Object settings() {
        return Map.of("minSize", "1", "types", List.of("text/*", "application/octet-stream"));
    }

    @Override
    protected boolean readsRequests() {
        return false;
    }

    @Override
    protected Invocation passing() {
        return Invocations.post("{\"a\":1}", "accept-encoding", "gzip");
    }

    @Override
    protected Invocation passingStreamed() {
        return Invocations.streamed("accept-encoding", "gzip");
    }
}
