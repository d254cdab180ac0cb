package dev.sluice.gateway.api;

import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SpecTree;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.gateway.deploy.Callability;
import dev.sluice.gateway.deploy.DeployResult;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Functions as the API tells of them; the components are the members of the JSON. */
final class FunctionAnswers {

    private FunctionAnswers() {}

    /** What a deployment or a rollback answers. */
    record Deployed(
            String name,
            int version,
            String digest,
            String url,
            String runtime,
            String handler,
            List<String> detected,
            String description,
            boolean created,
            Instant createdAt,
            long specialiseMillis,
            List<String> warnings) {

        static Deployed of(DeployResult.Live live, URI base) {
            FunctionVersion version = live.version();
            return new Deployed(
                    version.function().value(),
                    version.number(),
                    version.artifact().toString(),
                    urlOf(version, base),
                    version.spec().runtime().value(),
                    version.spec().handler(),
                    live.detected(),
                    live.description(),
                    live.created(),
                    version.createdAt(),
                    live.specialised().toMillis(),
                    live.warnings());
        }
    }

    /** A function in a list. */
    record Line(
            String name,
            int version,
            String digest,
            String url,
            String runtime,
            String handler,
            Map<String, String> labels,
            Instant createdAt) {

        static Line of(FunctionVersion version, URI base) {
            return new Line(
                    version.function().value(),
                    version.number(),
                    version.artifact().toString(),
                    urlOf(version, base),
                    version.spec().runtime().value(),
                    version.spec().handler(),
                    new TreeMap<>(version.spec().labels()),
                    version.createdAt());
        }
    }

    /** All that is known of a function. */
    record Description(
            String name,
            int version,
            String digest,
            String url,
            String runtime,
            String handler,
            Map<String, Object> spec,
            Callability callable,
            List<Instance> instances,
            int queued,
            int starting,
            Optional<Trouble> trouble,
            Instant createdAt,
            List<Integer> versions) {

        static Description of(
                FunctionHistory history, Callability callable, Optional<FunctionReport> report, URI base) {
            FunctionVersion live = history.liveVersion();
            return new Description(
                    live.function().value(),
                    live.number(),
                    live.artifact().toString(),
                    urlOf(live, base),
                    live.spec().runtime().value(),
                    live.spec().handler(),
                    SpecTree.of(live.spec()),
                    callable,
                    report.map(Instance::all).orElse(List.of()),
                    report.map(FunctionReport::queued).orElse(0),
                    report.map(FunctionReport::starting).orElse(0),
                    report.flatMap(FunctionReport::trouble).map(Trouble::of),
                    live.createdAt(),
                    history.versions().stream().map(FunctionVersion::number).toList());
        }
    }

    /** One instance. */
    record Instance(
            String id, long pid, int version, String state, int inFlight, long idleMillis, OptionalLong memoryBytes) {

        static List<Instance> all(FunctionReport report) {
            return report.instances().stream()
                    .map(instance -> new Instance(
                            instance.id(),
                            instance.pid(),
                            instance.version(),
                            instance.state(),
                            instance.inFlight(),
                            instance.idle().toMillis(),
                            instance.memoryBytes()))
                    .toList();
        }
    }

    /** Why instances are not started at present. */
    record Trouble(int crashes, String last, Instant retryAt) {

        static Trouble of(FunctionReport.Trouble trouble) {
            return new Trouble(trouble.crashes(), trouble.last(), trouble.retryAt());
        }
    }

    /** A kept version. */
    record Version(
            int version,
            boolean live,
            String digest,
            String runtime,
            String handler,
            Instant createdAt,
            Map<String, Object> spec) {

        static List<Version> all(FunctionHistory history) {
            return history.versions().stream()
                    .map(version -> new Version(
                            version.number(),
                            version.number() == history.live(),
                            version.artifact().toString(),
                            version.spec().runtime().value(),
                            version.spec().handler(),
                            version.createdAt(),
                            SpecTree.of(version.spec())))
                    .toList();
        }
    }

    private static String urlOf(FunctionVersion version, URI base) {
        return base.resolve("/function/" + version.function()).toString();
    }
}
