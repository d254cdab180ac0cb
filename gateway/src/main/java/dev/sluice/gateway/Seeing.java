package dev.sluice.gateway;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.cost.PriceTable;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.workqueue.WorkQueues;
import dev.sluice.gateway.adapter.metrics.AdaptedMetrics;
import dev.sluice.gateway.api.Ownership;
import dev.sluice.gateway.cache.CacheProcesses;
import dev.sluice.gateway.evaluate.ProcessEvaluators;
import dev.sluice.gateway.home.Home;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.observe.Telemetry;
import dev.sluice.gateway.observe.TelemetrySettings;
import dev.sluice.gateway.observe.access.AccessSettings;
import dev.sluice.gateway.observe.logs.LogSettings;
import dev.sluice.gateway.observe.metering.PriceFile;
import dev.sluice.gateway.observe.metrics.BrokerMetrics;
import dev.sluice.gateway.observe.metrics.CacheMetrics;
import dev.sluice.gateway.observe.metrics.EvaluatorMetrics;
import dev.sluice.gateway.observe.metrics.MeteringMetrics;
import dev.sluice.gateway.observe.metrics.OwnershipMetrics;
import dev.sluice.gateway.observe.metrics.PipelineMetrics;
import dev.sluice.gateway.observe.metrics.ServiceMetrics;
import dev.sluice.gateway.observe.metrics.WorkQueueMetrics;
import dev.sluice.gateway.observe.standing.Broker;
import dev.sluice.gateway.observe.standing.EventLoops;
import dev.sluice.gateway.observe.standing.HomeDisk;
import dev.sluice.gateway.observe.standing.Lifecycle;
import dev.sluice.gateway.observe.standing.Runners;
import dev.sluice.gateway.observe.trace.TraceSettings;
import dev.sluice.gateway.reconcile.Reconciler;
import dev.sluice.pipelines.engine.Pipelines;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Puts together what is seen of the platform: logs, access records, metrics, traces and health. */
@Singleton
public class Seeing {

    private static final Duration LOOP_PATIENCE = Duration.ofSeconds(1);

    @Produces
    @Singleton
    Telemetry telemetry(Home home, GatewaySettings settings, RouteTable routes, Instance<FunctionPools> pools) {
        GatewaySettings.Observe observe = settings.observe();
        TelemetrySettings telemetry = new TelemetrySettings(
                new LogSettings(
                        home.logs(),
                        observe.functionLogFile().asLongValue(),
                        observe.functionLogs().asLongValue(),
                        LogSettings.DEFAULT_WAITING_BYTES),
                new AccessSettings(
                        home.logs(),
                        AccessSettings.targets(observe.accessRecords()),
                        observe.accessFile().asLongValue()),
                observe.otlpEndpoint()
                        .map(endpoint ->
                                TraceSettings.of(endpoint, observe.otlpHeaders().orElse(""), observe.serviceName())),
                observe.metricsFunctions());
        Telemetry.Sources sources = new Telemetry.Sources(
                name -> routes.find(name.value()).isPresent(), () -> pools.get().report());
        PrintStream stdout = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        return new Telemetry(telemetry, sources, stdout, Clock.systemUTC());
    }

    /** The table that costs are told by, unless one is sent. */
    @Produces
    @Singleton
    PriceTable prices(GatewaySettings settings) throws IOException {
        return settings.prices().isPresent() ? PriceFile.read(settings.prices().get()) : PriceTable.EXAMPLE;
    }

    void close(@Disposes Telemetry telemetry) {
        telemetry.close();
    }

    @Produces
    @Singleton
    FunctionLogs logs(Telemetry telemetry) {
        return telemetry.logs();
    }

    @Produces
    @Singleton
    Lifecycle course() {
        return new Lifecycle();
    }

    @Produces
    @Singleton
    Runners runners(Instance<FunctionPools> pools) {
        return new Runners(() -> pools.get().report());
    }

    @Produces
    @Singleton
    Broker broker(KafkaCluster kafka) {
        return new Broker(kafka);
    }

    @Produces
    @Singleton
    HomeDisk disk(Home home) {
        return new HomeDisk(home.root(), HomeDisk.LOW_BYTES, Clock.systemUTC());
    }

    @Produces
    @Singleton
    EventLoops loops(Vertx vertx) {
        EventLoopGroup group = vertx.nettyEventLoopGroup();
        List<EventExecutor> loops = new ArrayList<>();
        group.forEach(loops::add);
        return new EventLoops(loops, LOOP_PATIENCE);
    }

    @Produces
    @Singleton
    OwnershipMetrics owned(Instance<Ownership> ownership) {
        return new OwnershipMetrics(() -> ownership.get().tended());
    }

    /** Through Micrometer's registry: Prometheus' own, as a bean, is another one for each who asks. */
    @SuppressWarnings("deprecation") // The one that Quarkus brings is of Prometheus' older client.
    void register(
            @Observes StartupEvent event,
            Telemetry telemetry,
            PriceTable prices,
            Catalog catalog,
            ProcessEvaluators evaluators,
            CacheProcesses caches,
            Reconciler reconciler,
            KafkaCluster kafka,
            Pipelines pipelines,
            WorkQueues queues,
            OwnershipMetrics owned,
            AdaptedMetrics adapted,
            PrometheusMeterRegistry registry) {
        registry.getPrometheusRegistry().register(telemetry.metrics());
        registry.getPrometheusRegistry().register(new MeteringMetrics(telemetry.metering()));
        registry.getPrometheusRegistry().register(new EvaluatorMetrics(evaluators::report));
        registry.getPrometheusRegistry().register(new CacheMetrics(caches::report));
        registry.getPrometheusRegistry().register(new ServiceMetrics(reconciler::unserved));
        registry.getPrometheusRegistry().register(new BrokerMetrics(kafka));
        registry.getPrometheusRegistry().register(new PipelineMetrics(pipelines::reports));
        registry.getPrometheusRegistry().register(new WorkQueueMetrics(queues::working));
        registry.getPrometheusRegistry().register(owned);
        registry.getPrometheusRegistry().register(adapted);
        catalog.watch(catalog.revision(), telemetry::catalog);
    }
}
