package dev.sluice.core.function;

import dev.sluice.core.function.SpecReading.Read;
import dev.sluice.core.function.SpecReading.Refused;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a spec from the tree that YAML, JSON or a form became: maps, and in them texts, numbers, booleans and null. It
 * takes the bare spec or the resource form ({@code apiVersion}, {@code kind}, {@code metadata}, {@code spec}), and tells
 * everything that is wrong, not only the first thing.
 */
public final class SpecReader {

    public static final String API_VERSION = "sluice.dev/v1";
    public static final String KIND = "Function";

    /** The keys of a spec, in the order in which people are told. */
    public static final List<String> KEYS = List.of(
            "runtime",
            "handler",
            "upstream",
            "reuse",
            "memory",
            "timeout",
            "concurrency",
            "minInstances",
            "maxInstances",
            "keepAlive",
            "maxQueue",
            "queueTimeout",
            "startTimeout",
            "jvmOptions",
            "calls",
            "environment",
            "secrets",
            "labels",
            "access",
            "errors",
            "decorators");

    /** The keys that have a meaning where calls go to an upstream. */
    static final List<String> UPSTREAM_KEYS =
            List.of("upstream", "reuse", "timeout", "labels", "access", "errors", "decorators");

    /** The keys that say what answers calls: an upstream, or code and how it is found. */
    static final List<String> BACKEND_KEYS = List.of("runtime", "handler", "upstream", "reuse");

    private static final List<String> RESOURCE_KEYS = List.of("apiVersion", "kind", "metadata", "spec");
    private static final List<String> METADATA_KEYS = List.of("name", "labels");

    private final SpecProblems problems = new SpecProblems();
    private final DecoratorRules decorators;

    private SpecReader(DecoratorRules decorators) {
        this.decorators = decorators;
    }

    /** Reads {@code tree}; never throws for what is in it. */
    public static SpecReading read(Map<String, ? extends @Nullable Object> tree, DecoratorRules decorators) {
        SpecReader reader = new SpecReader(decorators);
        SpecDraft draft = RESOURCE_KEYS.stream().anyMatch(tree::containsKey)
                ? reader.resource(new SpecNode("", tree, reader.problems))
                : reader.spec(new SpecNode("", tree, reader.problems), Optional.empty(), Map.of());
        return reader.problems.isEmpty() ? new Read(draft) : new Refused(reader.problems.all());
    }

    private SpecDraft resource(SpecNode document) {
        document.allow(RESOURCE_KEYS);
        expect(document, "apiVersion", API_VERSION);
        expect(document, "kind", KIND);
        SpecNode metadata = document.child("metadata");
        metadata.allow(METADATA_KEYS);
        Optional<FunctionName> name = metadata.text("name", FunctionName.RULE).flatMap(text -> {
            if (FunctionName.isValid(text)) {
                return Optional.of(new FunctionName(text));
            }
            metadata.wrong("name", "'" + text + "' cannot be the name of a function", FunctionName.RULE);
            return Optional.empty();
        });
        Map<String, String> labels = new SpecTexts(metadata.child("labels"), problems).labels();
        return spec(document.child("spec"), name, labels);
    }

    private void expect(SpecNode node, String key, String value) {
        if (!node.has(key)) {
            node.wrong(key, key + " is missing", value);
            return;
        }
        node.text(key, value)
                .filter(text -> !text.equals(value))
                .ifPresent(text -> node.wrong(key, key + " is '" + text + "'", value));
    }

    private SpecDraft spec(SpecNode spec, Optional<FunctionName> name, Map<String, String> outerLabels) {
        spec.allow(KEYS);
        if (spec.has("upstream")) {
            complainOfCode(spec);
        } else if (spec.has("reuse")) {
            spec.wrong("reuse", "reuse has a meaning only with upstream", "an upstream beside it");
        }
        Map<String, String> environment = new SpecTexts(spec.child("environment"), problems).environment();
        Map<String, String> secrets = new SpecTexts(spec.child("secrets"), problems).secrets();
        secrets.keySet().stream()
                .filter(environment::containsKey)
                .sorted()
                .forEach(variable -> spec.child("secrets")
                        .wrong(variable, variable + " is set in environment too", "each variable in one of the two"));
        Map<String, String> labels = new HashMap<>(outerLabels);
        labels.putAll(new SpecTexts(spec.child("labels"), problems).labels());
        return new SpecDraft(
                name,
                runtime(spec),
                handler(spec),
                upstream(spec),
                new SpecLaunch(spec).read(),
                memory(spec),
                duration(spec, "timeout", FunctionSpec.TIMEOUT, FunctionSpec.DEFAULT_TIMEOUT),
                scaling(spec),
                environment,
                secrets,
                labels,
                access(spec),
                new SpecDecorators(spec, problems, decorators).read(),
                errors(spec));
    }

    private static Optional<RuntimeName> runtime(SpecNode spec) {
        String rule = "the name of a runtime, such as java25";
        return spec.text("runtime", rule).flatMap(text -> spec.tryTo("runtime", rule, () -> new RuntimeName(text)));
    }

    private static Optional<String> handler(SpecNode spec) {
        String rule = "pkg.Class or pkg.Class::method, at most 512 characters without blanks";
        return spec.text("handler", rule).filter(text -> {
            boolean good =
                    !text.isEmpty() && text.length() <= 512 && text.chars().allMatch(c -> c > ' ' && c != 0x7f);
            if (!good) {
                spec.wrong("handler", "'" + TreeValues.shown(text) + "' cannot be a handler", rule);
            }
            return good;
        });
    }

    private static void complainOfCode(SpecNode spec) {
        KEYS.stream()
                .filter(key -> spec.has(key) && !UPSTREAM_KEYS.contains(key))
                .forEach(key -> spec.wrong(
                        key,
                        key + " has no meaning with upstream: nothing runs here",
                        String.join(", ", UPSTREAM_KEYS)));
    }

    private static Optional<Backend.Upstream> upstream(SpecNode spec) {
        return spec.text("upstream", UpstreamUrl.RULE).flatMap(text -> {
            try {
                return Optional.of(new Backend.Upstream(UpstreamUrl.parse(text), reuse(spec)));
            } catch (IllegalArgumentException e) {
                spec.wrong("upstream", "'" + TreeValues.shown(text) + "' cannot be an upstream", UpstreamUrl.RULE);
                return Optional.empty();
            }
        });
    }

    /** YAML has been read both ways: {@code off} is a text to some, a boolean to others. */
    private static boolean reuse(SpecNode spec) {
        String rule = "on or off";
        return spec.text("reuse", rule)
                .map(text -> switch (text) {
                    case "on", "true" -> true;
                    case "off", "false" -> false;
                    default -> {
                        spec.wrong("reuse", "'" + TreeValues.shown(text) + "' is neither on nor off", rule);
                        yield true;
                    }
                })
                .orElse(true);
    }

    private static MemorySize memory(SpecNode spec) {
        String rule = FunctionSpec.MEMORY.allowed();
        return spec.text("memory", "an amount with a unit, as in 256Mi or 1Gi; " + rule)
                .flatMap(text -> spec.tryTo(
                        "memory", "an amount with a unit, as in 256Mi or 1Gi; " + rule, () -> MemorySize.parse(text)))
                .flatMap(size -> spec.within("memory", size, FunctionSpec.MEMORY))
                .orElse(FunctionSpec.DEFAULT_MEMORY);
    }

    private static Duration duration(SpecNode spec, String key, Range<Duration> range, Duration otherwise) {
        return duration(spec, key, range).orElse(otherwise);
    }

    static Optional<Duration> duration(SpecNode spec, String key, Range<Duration> range) {
        String rule = DurationText.RULE + "; " + range.allowed();
        Function<String, Optional<Duration>> parse = text -> {
            Optional<Duration> duration = DurationText.parse(text);
            if (duration.isEmpty()) {
                spec.wrong(key, "'" + TreeValues.shown(text) + "' is not a length of time", rule);
            }
            return duration;
        };
        return spec.text(key, rule).flatMap(parse).flatMap(duration -> spec.within(key, duration, range));
    }

    private static Scaling scaling(SpecNode spec) {
        Scaling usual = Scaling.DEFAULT;
        int least = spec.number("minInstances", Scaling.MIN_INSTANCES, usual.minInstances());
        int most = spec.number("maxInstances", Scaling.MAX_INSTANCES, Math.max(usual.maxInstances(), least));
        if (least > most) {
            spec.wrong("minInstances", "minInstances is " + least + ", more than maxInstances", "0 to " + most);
        }
        return new Scaling(
                spec.number("concurrency", Scaling.CONCURRENCY, usual.concurrency()),
                Math.min(least, most),
                most,
                duration(spec, "keepAlive", Scaling.KEEP_ALIVE, usual.keepAlive()),
                spec.number("maxQueue", Scaling.MAX_QUEUE, usual.maxQueue()),
                duration(spec, "queueTimeout", Scaling.QUEUE_TIMEOUT, usual.queueTimeout()));
    }

    private static Access access(SpecNode spec) {
        String rule = "public or token";
        return spec.text("access", rule)
                .map(text -> switch (text) {
                    case "public" -> Access.PUBLIC;
                    case "token" -> Access.TOKEN;
                    default -> {
                        spec.wrong("access", "'" + TreeValues.shown(text) + "' is not a kind of access", rule);
                        yield Access.PUBLIC;
                    }
                })
                .orElse(Access.PUBLIC);
    }

    private static Optional<ErrorDetail> errors(SpecNode spec) {
        String rule = "full or brief";
        return spec.text("errors", rule).flatMap(text -> switch (text) {
            case "full" -> Optional.of(ErrorDetail.FULL);
            case "brief" -> Optional.of(ErrorDetail.BRIEF);
            default -> {
                spec.wrong("errors", "'" + TreeValues.shown(text) + "' is not what callers can be told", rule);
                yield Optional.empty();
            }
        });
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
