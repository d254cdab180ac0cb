package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.Target;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.spec.SpecDifference;
import dev.sluice.core.spec.SpecTree;
import dev.sluice.gateway.deploy.Callability;
import dev.sluice.gateway.deploy.DeployResult;
import dev.sluice.gateway.deploy.Plan;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Functions as the API tells of them; the components are the members of the JSON. */
final class FunctionAnswers {

    private FunctionAnswers() {}

    /** What every answer about a function begins with: digest, runtime and handler, or the upstream. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Head(
            String name,
            Optional<String> namespace,
            int version,
            Optional<String> digest,
            String url,
            Optional<String> runtime,
            Optional<String> handler,
            Optional<String> upstream) {

        static Head of(FunctionVersion version, URI base) {
            return new Head(
                    version.function().name(),
                    FunctionAnswers.namespace(version.function()),
                    version.number(),
                    version.artifact().map(Digest::toString),
                    base.resolve(version.function().path()).toString(),
                    runtimeOf(version),
                    handlerOf(version),
                    upstreamOf(version));
        }
    }

    /** The namespace of a function, which answers leave out where it is the default one. */
    static Optional<String> namespace(FunctionName function) {
        return Optional.of(function.namespace())
                .filter(namespace -> !namespace.isDefault())
                .map(Namespace::value);
    }

    private static Optional<String> runtimeOf(FunctionVersion version) {
        return version.artifact().map(code -> version.spec().code().runtime().value());
    }

    private static Optional<String> handlerOf(FunctionVersion version) {
        return version.artifact().map(code -> version.spec().code().handler());
    }

    private static Optional<String> upstreamOf(FunctionVersion version) {
        return version.spec().backend() instanceof Backend.Upstream(UpstreamUrl url, boolean _)
                ? Optional.of(url.toString())
                : Optional.empty();
    }

    /** What was found in the code of a version when it was uploaded. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Found(String handler, Optional<String> contract, Optional<Integer> concurrency, List<String> targets) {

        static Optional<Found> of(FunctionVersion version) {
            return version.inspection()
                    .map(found -> new Found(
                            found.handler().word(),
                            found.contract(),
                            found.concurrency(),
                            found.targets().stream().map(Target::toString).toList()));
        }
    }

    /** What a deployment or a rollback answers. */
    record Deployed(
            @JsonUnwrapped Head head,
            List<String> detected,
            String description,
            boolean created,
            Instant createdAt,
            long specialiseMillis,
            List<String> warnings,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt replaced,
            List<Change> changes) {

        static Deployed of(DeployResult.Live live, URI base) {
            FunctionVersion version = live.version();
            return new Deployed(
                    Head.of(version, base),
                    live.detected(),
                    live.description(),
                    live.created(),
                    version.createdAt(),
                    live.specialised().toMillis(),
                    live.warnings(),
                    live.replaced(),
                    live.changes().stream().map(Change::of).toList());
        }
    }

    /** What a deployment would do; without {@code exists} it would make the function. */
    record Planned(boolean dryRun, boolean exists, List<Change> changes, List<String> warnings) {

        static Planned of(Plan.Planned planned) {
            return new Planned(
                    true,
                    planned.exists(),
                    planned.changes().stream().map(Change::of).toList(),
                    planned.warnings());
        }
    }

    /** A key in which a version differs from the one before; without {@code from} or {@code to} it was or is not set. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Change(String key, Optional<Object> from, Optional<Object> to) {

        static Change of(SpecDifference difference) {
            return new Change(difference.key(), difference.from(), difference.to());
        }
    }

    /** A function in a list. */
    record Line(@JsonUnwrapped Head head, Map<String, String> labels, Instant createdAt) {

        static Line of(FunctionVersion version, URI base) {
            return new Line(Head.of(version, base), new TreeMap<>(version.spec().labels()), version.createdAt());
        }
    }

    /** All that is known of a function. */
    record Description(
            @JsonUnwrapped Head head,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Found> inspection,
            Map<String, Object> spec,
            Callability callable,
            List<Instance> instances,
            int queued,
            int starting,
            Optional<Trouble> trouble,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<FunctionReport.Keyed> affinity,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<FunctionReport.Replaced> replaced,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<CachesAnswer> caches,
            Instant createdAt,
            List<Integer> versions) {

        static Description of(
                FunctionHistory history,
                Callability callable,
                Optional<FunctionReport> report,
                Optional<CachesAnswer> caches,
                URI base) {
            FunctionVersion live = history.liveVersion();
            return new Description(
                    Head.of(live, base),
                    Found.of(live),
                    SpecTree.of(live.spec()),
                    callable,
                    report.map(Instance::all).orElse(List.of()),
                    report.map(FunctionReport::queued).orElse(0),
                    report.map(FunctionReport::starting).orElse(0),
                    report.flatMap(FunctionReport::trouble).map(Trouble::of),
                    report.flatMap(FunctionReport::keyed),
                    report.flatMap(FunctionReport::replaced),
                    caches,
                    live.createdAt(),
                    history.versions().stream().map(FunctionVersion::number).toList());
        }
    }

    /** One instance. */
    record Instance(
            String id,
            long pid,
            int version,
            String state,
            int inFlight,
            int abandoned,
            long idleMillis,
            OptionalLong memoryBytes,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ShardAnswer> shard) {

        static List<Instance> all(FunctionReport report) {
            return report.instances().stream()
                    .map(instance -> new Instance(
                            instance.id(),
                            instance.pid(),
                            instance.version(),
                            instance.state(),
                            instance.inFlight(),
                            instance.abandoned(),
                            instance.idle().toMillis(),
                            instance.memoryBytes(),
                            instance.shard().map(ShardAnswer::of)))
                    .toList();
        }
    }

    /** The part of the keys that is an instance's own. */
    record ShardAnswer(
            int number,
            int count,
            String range,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalLong token) {

        static ShardAnswer of(Shard shard) {
            return new ShardAnswer(shard.number(), shard.count(), shard.range(), shard.token());
        }
    }

    /** Why instances are not started at present. */
    record Trouble(int crashes, String last, Instant retryAt) {

        static Trouble of(FunctionReport.Trouble trouble) {
            return new Trouble(trouble.crashes(), trouble.last(), trouble.retryAt());
        }
    }

    /** A kept version. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Version(
            int version,
            boolean live,
            Optional<String> digest,
            Optional<String> runtime,
            Optional<String> handler,
            Optional<String> upstream,
            Optional<Found> inspection,
            Instant createdAt,
            Map<String, Object> spec) {

        static List<Version> all(FunctionHistory history) {
            return history.versions().stream()
                    .map(version -> new Version(
                            version.number(),
                            version.number() == history.live(),
                            version.artifact().map(Digest::toString),
                            runtimeOf(version),
                            handlerOf(version),
                            upstreamOf(version),
                            Found.of(version),
                            version.createdAt(),
                            SpecTree.of(version.spec())))
                    .toList();
        }
    }
}
