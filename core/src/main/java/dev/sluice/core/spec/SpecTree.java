package dev.sluice.core.spec;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AsyncSpec;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.Build;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.Shards;
import dev.sluice.core.function.TriggerSpec;
import dev.sluice.core.function.UpstreamUrl;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Writes a spec as the tree that {@link FunctionReader} reads: every key that has a meaning for it, in a fixed order, in the units people write. */
public final class SpecTree {

    private SpecTree() {}

    /** The bare spec. Reading it again gives an equal spec. */
    public static Map<String, Object> of(FunctionSpec spec) {
        Map<String, Object> tree = new LinkedHashMap<>();
        switch (spec.backend()) {
            case Backend.Code code -> code(code, spec, tree);
            case Backend.Upstream(UpstreamUrl url, boolean reuse) -> {
                tree.put("upstream", url.toString());
                tree.put("reuse", reuse ? "on" : "off");
                tree.put("timeout", DurationText.format(spec.timeout()));
            }
        }
        tree.put("labels", new TreeMap<>(spec.labels()));
        tree.put("access", word(spec.access()));
        spec.errors().ifPresent(errors -> tree.put("errors", word(errors)));
        spec.longestChain().ifPresent(functions -> tree.put("longestChain", functions));
        tree.put(
                "decorators",
                spec.decorators().stream().map(SpecTree::decorator).toList());
        if (!spec.async().equals(AsyncSpec.DEFAULT)) {
            tree.put("async", async(spec.async()));
        }
        if (!spec.triggers().isEmpty()) {
            tree.put("triggers", spec.triggers().stream().map(TriggerSpec::tree).toList());
        }
        return tree;
    }

    /** The whole document of a version, its code told by the digest: a deployment of it changes nothing. */
    public static Map<String, Object> document(FunctionVersion version) {
        Map<String, Object> spec = of(version.spec());
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", version.function().name());
        if (!version.function().namespace().isDefault()) {
            metadata.put("namespace", version.function().namespace().value());
        }
        metadata.put("labels", Objects.requireNonNull(spec.remove("labels")));
        Map<String, Object> whole = new LinkedHashMap<>();
        version.artifact().ifPresent(digest -> whole.put("code", digest.toString()));
        whole.putAll(spec);
        Map<String, Object> document = FunctionReader.KIND.head(metadata);
        document.put("spec", whole);
        return document;
    }

    private static void code(Backend.Code code, FunctionSpec spec, Map<String, Object> tree) {
        Scaling scaling = spec.scaling();
        tree.put("runtime", code.runtime().value());
        tree.put("handler", code.handler());
        tree.put("memory", spec.memory().toString());
        tree.put("timeout", DurationText.format(spec.timeout()));
        tree.put("concurrency", scaling.concurrency());
        tree.put("minInstances", scaling.minInstances());
        tree.put("maxInstances", scaling.maxInstances());
        tree.put("keepAlive", DurationText.format(scaling.keepAlive()));
        if (scaling.keepAlivePolicy() != KeepAlivePolicy.FIXED) {
            tree.put("keepAlivePolicy", word(scaling.keepAlivePolicy()));
        }
        tree.put("maxQueue", scaling.maxQueue());
        tree.put("queueTimeout", DurationText.format(scaling.queueTimeout()));
        if (scaling.background() != BackgroundPolicy.FINISH) {
            tree.put("background", word(scaling.background()));
        }
        scaling.affinity().ifPresent(affinity -> tree.put("affinity", affinity(affinity)));
        code.launch().timeout().ifPresent(timeout -> tree.put("startTimeout", DurationText.format(timeout)));
        if (!code.launch().jvmOptions().isEmpty()) {
            tree.put("jvmOptions", code.launch().jvmOptions());
        }
        if (!code.build().equals(Build.DEFAULT)) {
            tree.put("build", build(code.build()));
        }
        code.launch()
                .calls()
                .ifPresent(calls -> tree.put(
                        "calls",
                        calls.stream().map(FunctionName::value).sorted().toList()));
        if (!code.launch().uses().isEmpty()) {
            tree.put(
                    "uses",
                    code.launch().uses().stream().sorted().map(SpecTree::word).toList());
        }
        if (!code.launch().sidecars().isEmpty()) {
            tree.put(
                    "sidecars",
                    code.launch().sidecars().stream().map(SidecarSettings::tree).toList());
        }
        if (!code.launch().adapters().isEmpty()) {
            tree.put("adapters", code.launch().adapters().settings());
        }
        if (!code.launch().egress().isEmpty()) {
            tree.put(
                    "egress",
                    code.launch().egress().stream()
                            .map(AmbassadorSettings::tree)
                            .toList());
        }
        tree.put("environment", new TreeMap<>(spec.environment()));
        tree.put("secrets", new TreeMap<>(spec.secrets()));
    }

    private static Map<String, Object> affinity(Affinity affinity) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("by", affinity.by().written());
        tree.put("strategy", word(affinity.strategy()));
        affinity.shards().ifPresent(shards -> tree.put("shards", shards.count()));
        affinity.shards().filter(Shards::exclusive).ifPresent(_ -> tree.put("exclusive", true));
        return tree;
    }

    private static Map<String, Object> async(AsyncSpec async) {
        Map<String, Object> tree = new LinkedHashMap<>();
        async.attempts().ifPresent(told -> tree.put("attempts", told));
        async.maxAge().ifPresent(told -> tree.put("maxAge", DurationText.format(told)));
        async.firstPause().ifPresent(told -> tree.put("firstPause", DurationText.format(told)));
        async.longestPause().ifPresent(told -> tree.put("longestPause", DurationText.format(told)));
        async.timeout().ifPresent(told -> tree.put("timeout", DurationText.format(told)));
        async.backlogCalls().ifPresent(told -> tree.put("backlogCalls", told));
        async.backlogBytes().ifPresent(told -> tree.put("backlogBytes", told.toString()));
        async.backlogAge().ifPresent(told -> tree.put("backlogAge", DurationText.format(told)));
        async.shares().ifPresent(told -> {
            tree.put("fairKey", told.key().written());
            if (!told.weights().isEmpty()) {
                tree.put("weights", told.weights());
            }
        });
        async.version().ifPresent(told -> tree.put("version", told.written()));
        return tree;
    }

    private static Object decorator(DecoratorSpec decorator) {
        if (!decorator.on().isEmpty()) {
            Map<String, Object> both = new LinkedHashMap<>();
            both.put(decorator.name(), decorator.settings());
            both.put(DecoratorSpec.ON, decorator.on());
            return both;
        }
        return decorator.settings().equals(Map.of())
                ? decorator.name()
                : Map.of(decorator.name(), decorator.settings());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> build(Build build) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("installScripts", build.installScripts());
        if (!build.secrets().isEmpty()) {
            tree.put("secrets", new TreeMap<>(build.secrets()));
        }
        return tree;
    }
}
