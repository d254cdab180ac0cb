package dev.sluice.gateway.api;

import dev.sluice.core.cost.PriceTable;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.workqueue.WorkQueues;
import dev.sluice.gateway.cache.CacheProcesses;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.gateway.observe.Telemetry;
import dev.sluice.runners.runtime.Runtimes;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The platform as a whole: its pools and its version. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PlatformResource {

    private final Deployments.Parts parts;
    private final Instance<RunnerProvider> provider;
    private final Runtimes runtimes;
    private final KafkaCluster kafka;
    private final Ownership ownership;
    private final WorkQueues queues;
    private final CacheProcesses caches;
    private final Telemetry telemetry;
    private final PriceTable prices;
    private final String version;

    public PlatformResource(
            Deployments.Parts parts,
            Instance<RunnerProvider> provider,
            Runtimes runtimes,
            KafkaCluster kafka,
            Ownership ownership,
            WorkQueues queues,
            CacheProcesses caches,
            Telemetry telemetry,
            PriceTable prices,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.parts = parts;
        this.provider = provider;
        this.runtimes = runtimes;
        this.kafka = kafka;
        this.ownership = ownership;
        this.queues = queues;
        this.caches = caches;
        this.telemetry = telemetry;
        this.prices = prices;
        this.version = version;
    }

    /** What this platform runs on. */
    public record Version(String version, String java, String jvm, String os) {}

    @GET
    @Path("/pool")
    public PoolAnswer pool() {
        return PoolAnswer.of(
                provider.get().name(),
                runtimes,
                parts.pools().report(),
                BrokerAnswer.of(kafka),
                OwnedAnswer.of(ownership.tended()),
                QueuesAnswer.of(queues.working()),
                CachesAnswer.of(caches),
                this::cost);
    }

    private Optional<CostAnswer.Glance> cost(FunctionName function) {
        return telemetry
                .metering()
                .read(function)
                .flatMap(metered ->
                        parts.catalog().live(function).map(version -> CostAnswer.Glance.of(version, metered, prices)));
    }

    @GET
    @Path("/version")
    public Version version() {
        return new Version(
                version,
                Runtime.version().toString(),
                System.getProperty("java.vm.name", "unknown"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
    }
}
