package dev.sluice.core.function;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user declares about a function, complete and checked; the artifact is not part of it.
 *
 * @param backend what answers the calls; with an upstream, what concerns instances has no meaning and stays as usual
 * @param memory what one instance may use in all, 128 MiB to 16 GiB
 * @param timeout how long one invocation may run, 1 ms to 1 h; waiting and starting do not count
 * @param environment variables that the function sees, by name
 * @param secrets variables whose value is a secret: variable name to secret name
 * @param labels free words for people and selectors
 * @param decorators what stands around the function, the outermost first, at most {@link DecoratorSpec#MOST}
 * @param errors what callers are told of its failures; empty: {@link ErrorDetail#FULL} where a token is wanted, else {@link
 *     ErrorDetail#BRIEF}
 * @param longestChain how many functions may stand behind each other where it is called, itself one of them, 1 to 1,000; empty: as the
 *     platform says, whose limit holds too
 * @param async how calls that run later are tried and bounded
 * @param triggers what else calls it, each with a name of its own, at most {@link TriggerSpec#MOST}
 */
public record FunctionSpec(
        Backend backend,
        MemorySize memory,
        Duration timeout,
        Scaling scaling,
        Map<String, String> environment,
        Map<String, String> secrets,
        Map<String, String> labels,
        Access access,
        List<DecoratorSpec> decorators,
        Optional<ErrorDetail> errors,
        Optional<Integer> longestChain,
        AsyncSpec async,
        List<TriggerSpec> triggers) {

    public static final MemorySize DEFAULT_MEMORY = new MemorySize(256);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** What {@code memory} may be. */
    public static final Range<MemorySize> MEMORY = new Range<>(new MemorySize(128), new MemorySize(16 * 1024));

    /** What {@code timeout} may be. */
    public static final Range<Duration> TIMEOUT = new Range<>(Duration.ofMillis(1), Duration.ofHours(1));

    /** What {@code longestChain} may be. */
    public static final Range<Integer> LONGEST_CHAIN = new Range<>(1, 1_000);

    public FunctionSpec {
        MEMORY.check("memory", memory);
        TIMEOUT.check("timeout", timeout);
        longestChain.ifPresent(functions -> LONGEST_CHAIN.check("longestChain", functions));
        // A machine holds many functions that say nothing special: they share what they have in common.
        memory = memory.equals(DEFAULT_MEMORY) ? DEFAULT_MEMORY : memory;
        timeout = timeout.equals(DEFAULT_TIMEOUT) ? DEFAULT_TIMEOUT : timeout;
        scaling = scaling.equals(Scaling.DEFAULT) ? Scaling.DEFAULT : scaling;
        async = async.equals(AsyncSpec.DEFAULT) ? AsyncSpec.DEFAULT : async;
        environment = Map.copyOf(environment);
        secrets = Map.copyOf(secrets);
        labels = Map.copyOf(labels);
        decorators = List.copyOf(decorators);
        if (decorators.size() > DecoratorSpec.MOST) {
            throw new IllegalArgumentException(
                    "there are " + decorators.size() + " decorators: allowed are " + DecoratorSpec.MOST);
        }
        triggers = List.copyOf(triggers);
        if (triggers.size() > TriggerSpec.MOST) {
            throw new IllegalArgumentException(
                    "there are " + triggers.size() + " triggers: allowed are " + TriggerSpec.MOST);
        }
    }

    /** One without triggers of its own, whose chains of calls, and calls that run later, are as the platform's settings say. */
    public FunctionSpec(
            Backend backend,
            MemorySize memory,
            Duration timeout,
            Scaling scaling,
            Map<String, String> environment,
            Map<String, String> secrets,
            Map<String, String> labels,
            Access access,
            List<DecoratorSpec> decorators,
            Optional<ErrorDetail> errors) {
        this(
                backend,
                memory,
                timeout,
                scaling,
                environment,
                secrets,
                labels,
                access,
                decorators,
                errors,
                Optional.empty(),
                AsyncSpec.DEFAULT,
                List.of());
    }

    /** One of code without decorators. */
    public FunctionSpec(
            RuntimeName runtime,
            String handler,
            MemorySize memory,
            Duration timeout,
            Scaling scaling,
            Map<String, String> environment,
            Map<String, String> secrets,
            Map<String, String> labels,
            Access access) {
        this(
                new Backend.Code(runtime, handler),
                memory,
                timeout,
                scaling,
                environment,
                secrets,
                labels,
                access,
                List.of(),
                Optional.empty());
    }

    /** What its callers are told of its failures. */
    public ErrorDetail errorDetail() {
        return errors.orElse(access == Access.TOKEN ? ErrorDetail.FULL : ErrorDetail.BRIEF);
    }

    /** The code of a function that has some: what has to do with instances asks for it. */
    public Backend.Code code() {
        return switch (backend) {
            case Backend.Code code -> code;
            case Backend.Upstream(UpstreamUrl url, boolean _) ->
                throw new IllegalStateException("there is no code where calls go to " + url);
        };
    }
}
