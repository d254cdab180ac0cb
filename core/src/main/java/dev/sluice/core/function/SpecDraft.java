package dev.sluice.core.function;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked spec that may still leave open what can be found in the code.
 *
 * @param name what the document says that it describes, if it says so
 * @param runtime empty: to be found in the code
 * @param handler empty: to be found in the code
 * @param upstream where calls go if there is no code; then neither runtime nor handler is there
 */
public record SpecDraft(
        Optional<FunctionName> name,
        Optional<RuntimeName> runtime,
        Optional<String> handler,
        Optional<Backend.Upstream> upstream,
        Launch launch,
        MemorySize memory,
        Duration timeout,
        Scaling scaling,
        Map<String, String> environment,
        Map<String, String> secrets,
        Map<String, String> labels,
        Access access,
        List<DecoratorSpec> decorators,
        Optional<ErrorDetail> errors) {

    /** The spec, with what was found in the code put where it is open. */
    public FunctionSpec complete(RuntimeName foundRuntime, String foundHandler) {
        return with(new Backend.Code(runtime.orElse(foundRuntime), handler.orElse(foundHandler), launch));
    }

    /** The spec as it stands, if calls go to an upstream. */
    public Optional<FunctionSpec> ofUpstream() {
        return upstream.map(this::with);
    }

    private FunctionSpec with(Backend backend) {
        return new FunctionSpec(
                backend, memory, timeout, scaling, environment, secrets, labels, access, decorators, errors);
    }
}
