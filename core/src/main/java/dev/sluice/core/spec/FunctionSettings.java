package dev.sluice.core.spec;

import dev.sluice.core.adapter.AdapterSettings;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.ErrorDetail;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.PlatformUse;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.TriggerSpec;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a function's spec, as people write them and are told of them. */
public record FunctionSettings(
        @Setting(value = "the code, by the digest under which it is kept", otherwise = "what is sent, or what is live")
        Optional<Digest> code,

        @Setting(
                value = "language and release, one that the platform has",
                otherwise = "found in the code",
                patternRule = "the name of a runtime, such as java25")
        Optional<RuntimeName> runtime,

        @Setting(
                value = "how the runtime finds the function in the code",
                otherwise = "found in the code",
                pattern = "[^\\x00-\\x20\\x7f]{1,512}",
                patternRule = "pkg.Class or pkg.Class::method, at most 512 characters without blanks")
        Optional<String> handler,

        @Setting(value = "an HTTP API elsewhere, in the place of code", otherwise = "none")
        Optional<UpstreamUrl> upstream,

        @Setting(value = "whether a connection to the upstream serves one call after the other", otherwise = "on")
        Optional<ConnectionReuse> reuse,

        @Setting(value = "what one instance may use in all", least = "128Mi", most = "16Gi", otherwise = "256Mi")
        MemorySize memory,

        @Setting(
                value = "how long one call may run; waiting and starting do not count",
                least = "1ms",
                most = "1h",
                otherwise = "30s")
        Duration timeout,

        @Setting(value = "calls that one instance runs at the same time", least = "1", most = "1000", otherwise = "100")
        int concurrency,

        @Setting(
                value = "instances kept without calls, at most `maxInstances`",
                least = "0",
                most = "1000",
                otherwise = "0")
        int minInstances,

        @Setting(
                value = "instances at most",
                least = "1",
                most = "1000",
                otherwise = "10, or `minInstances` or `affinity.shards` if that is more")
        Optional<Integer> maxInstances,

        @Setting(value = "how long an instance without calls is kept", least = "1s", most = "24h", otherwise = "5m")
        Duration keepAlive,

        @Setting(
                value =
                        "whether an instance without calls is kept for `keepAlive`, or as the gaps between the function's calls make it worth",
                otherwise = "fixed")
        KeepAlivePolicy keepAlivePolicy,

        @Setting(value = "calls that may wait", least = "0", most = "100000", otherwise = "200")
        int maxQueue,

        @Setting(value = "how long one may wait", least = "10ms", most = "10m", otherwise = "10s")
        Duration queueTimeout,

        @Setting(
                value =
                        "whether a background call that runs in the only slot is cancelled when an interactive one waits",
                otherwise = "finish")
        BackgroundPolicy background,

        @Setting(value = "which calls go to the same instance", otherwise = "none: calls go wherever there is room")
        Optional<AffinitySettings> affinity,

        @Setting(
                value = "how long an instance may take to start, and a call may wait for the first one",
                least = "10ms",
                most = "10m",
                otherwise = "the platform's start budget, 10s")
        Optional<Duration> startTimeout,

        @Setting(value = "options of the JVM, at most 32, a list or one text", most = "32", separator = "\\s+")
        List<JvmOption> jvmOptions,

        @Setting(
                value = "how the packages that its code depends on are got",
                otherwise = "without their install scripts")
        Optional<BuildSettings> build,

        @Setting(
                value = "functions that it may call with its token, at most 100, a list or one text",
                most = "100",
                separator = "[\\s,]+",
                otherwise = "all")
        Optional<List<FunctionName>> calls,

        @Setting(
                value = "what of the platform its token opens beside calls, a list or one text",
                separator = "[\\s,]+",
                otherwise = "none")
        Optional<List<PlatformUse>> uses,

        @Setting(value = "programs that run beside each instance, started in this order, at most 8", most = "8")
        List<SidecarSettings> sidecars,

        @Setting(
                value =
                        "how the platform reads what its instances and their sidecars print and measure, and how healthy they are",
                otherwise = "none: lines are kept as they are")
        Optional<AdapterSettings> adapters,

        @Setting(value = "ambassadors by which it calls others, at most 8", most = "8")
        List<AmbassadorSettings> egress,

        @Setting(value = "variables by name, at most 256", most = "256")
        Map<VariableName, VariableValue> environment,

        @Setting(value = "variables whose value is a secret, which must exist, at most 256", most = "256")
        Map<VariableName, SecretName> secrets,

        @Setting(value = "free words, at most 64", most = "64")
        Map<LabelName, LabelValue> labels,

        @Setting(value = "who may call it", otherwise = "public")
        Access access,

        @Setting(value = "what callers are told of failures", otherwise = "full with `access: token`, else brief")
        Optional<ErrorDetail> errors,

        @Setting(
                value =
                        "functions that may stand behind each other where it is called, itself one of them; the platform's limit holds too",
                least = "1",
                most = "1000",
                otherwise = "the platform's limit, 16")
        Optional<Integer> longestChain,

        @Setting(value = "what stands in front of it, the outermost first, at most 32", most = "32")
        List<DecoratorSpec> decorators,

        @Setting(
                value = "how calls that run later are tried and bounded",
                otherwise = "as the settings of the platform say")
        Optional<AsyncSettings> async,

        @Setting(value = "triggers that call it and belong to it, at most 32", most = "32")
        List<TriggerSpec> triggers) {}
