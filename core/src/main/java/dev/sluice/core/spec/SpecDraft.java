package dev.sluice.core.spec;

import dev.sluice.core.adapter.AdapterSettings;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Build;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.ErrorDetail;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.TriggerSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A checked spec that may still leave open what can be found in the code.
 *
 * @param name what the document says that it describes, without its namespace, if it says so
 * @param namespace the one that the document names, if it names one
 * @param code the kept code that it names, if it names some
 * @param runtime empty: to be found in the code
 * @param handler empty: to be found in the code
 * @param upstream where calls go if there is no code; then neither runtime nor handler is there
 */
public record SpecDraft(
        Optional<FunctionName> name,
        Optional<Namespace> namespace,
        Optional<Digest> code,
        Optional<RuntimeName> runtime,
        Optional<String> handler,
        Optional<Backend.Upstream> upstream,
        Launch launch,
        Build build,
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

    static SpecDraft of(FunctionSettings settings, Optional<Metadata> metadata) {
        Map<String, String> labels =
                new HashMap<>(metadata.map(told -> labels(told.labels())).orElse(Map.of()));
        labels.putAll(labels(settings.labels()));
        return new SpecDraft(
                metadata.flatMap(Metadata::name).map(FunctionName::new),
                metadata.flatMap(Metadata::namespace),
                settings.code(),
                settings.runtime(),
                settings.handler(),
                settings.upstream()
                        .map(url -> new Backend.Upstream(
                                url, settings.reuse().map(ConnectionReuse::on).orElse(true))),
                new Launch(
                        settings.startTimeout(),
                        settings.jvmOptions().stream().map(JvmOption::value).toList(),
                        settings.calls().map(Set::copyOf),
                        settings.uses().map(Set::copyOf).orElse(Set.of()),
                        settings.sidecars().stream()
                                .map(SidecarSettings::sidecar)
                                .toList(),
                        settings.adapters().map(AdapterSettings::adapters).orElse(Adapters.NONE),
                        settings.egress().stream()
                                .map(AmbassadorSettings::ambassador)
                                .toList()),
                settings.build().map(BuildSettings::build).orElse(Build.DEFAULT),
                settings.memory(),
                settings.timeout(),
                scaling(settings),
                texts(settings.environment(), VariableName::value, VariableValue::value),
                texts(settings.secrets(), VariableName::value, SecretName::value),
                Map.copyOf(labels),
                settings.access(),
                settings.decorators(),
                settings.errors(),
                settings.longestChain(),
                settings.async().map(AsyncSettings::spec).orElse(AsyncSpec.DEFAULT),
                settings.triggers());
    }

    private static Map<String, String> labels(Map<LabelName, LabelValue> labels) {
        return texts(labels, LabelName::value, LabelValue::value);
    }

    private static <K, V> Map<String, String> texts(
            Map<K, V> named, Function<K, String> name, Function<V, String> value) {
        return named.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> name.apply(entry.getKey()), entry -> value.apply(entry.getValue())));
    }

    private static Scaling scaling(FunctionSettings settings) {
        int shards = settings.affinity().flatMap(AffinitySettings::shards).orElse(0);
        return new Scaling(
                settings.concurrency(),
                settings.minInstances(),
                settings.maxInstances()
                        .orElse(Math.max(Scaling.DEFAULT.maxInstances(), Math.max(shards, settings.minInstances()))),
                settings.keepAlive(),
                settings.maxQueue(),
                settings.queueTimeout(),
                settings.background(),
                settings.keepAlivePolicy(),
                settings.affinity().map(AffinitySettings::affinity));
    }

    /** The spec, with what was found in the code put where it is open. */
    public FunctionSpec complete(RuntimeName foundRuntime, String foundHandler) {
        return with(new Backend.Code(runtime.orElse(foundRuntime), handler.orElse(foundHandler), launch, build));
    }

    /**
     * The spec with this runtime, whatever name for it stands in the draft, and what was found in the code.
     *
     * @param foundHandler put where the draft names none
     * @param foundConcurrency put in the place of the draft's, if it was found
     */
    public FunctionSpec runBy(RuntimeName runtime, String foundHandler, Optional<Integer> foundConcurrency) {
        return with(
                new Backend.Code(runtime, handler.orElse(foundHandler), launch, build),
                new Scaling(
                        foundConcurrency.orElse(scaling.concurrency()),
                        scaling.minInstances(),
                        scaling.maxInstances(),
                        scaling.keepAlive(),
                        scaling.maxQueue(),
                        scaling.queueTimeout(),
                        scaling.background(),
                        scaling.keepAlivePolicy(),
                        scaling.affinity()));
    }

    /** The spec as it stands, if calls go to an upstream. */
    public Optional<FunctionSpec> ofUpstream() {
        return upstream.map(this::with);
    }

    private FunctionSpec with(Backend backend) {
        return with(backend, scaling);
    }

    private FunctionSpec with(Backend backend, Scaling bounds) {
        return new FunctionSpec(
                backend,
                memory,
                timeout,
                bounds,
                environment,
                secrets,
                labels,
                access,
                decorators,
                errors,
                longestChain,
                async,
                triggers);
    }
}
