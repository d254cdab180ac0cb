package dev.sluice.gateway.adapter;

import dev.sluice.core.adapter.AdapterSettings;
import dev.sluice.core.adapter.Expression;
import dev.sluice.core.adapter.Sign;
import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.Sidecar;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.adapter.logs.LogAdapters;
import dev.sluice.gateway.adapter.metrics.AdaptedMetrics;
import dev.sluice.runners.pool.PoolParts;
import java.nio.file.Path;
import java.util.List;

/** Puts the adapters of a function to work from before an instance of it starts until after it has ended. Thread-safe. */
public record AdaptedOrders(PoolParts.Orders orders, LogAdapters logs, AdaptedMetrics metrics)
        implements PoolParts.Orders {

    @Override
    public Frame.Specialise order(FunctionVersion version, RunnerId runner, Path codeFolder) {
        Launch launch = version.spec().code().launch();
        if (launch.adapters().isEmpty()) {
            return orders.order(version, runner, codeFolder);
        }
        AdapterSettings settings = AdapterSettings.of(launch.adapters());
        read(settings, launch.sidecars(), runner);
        return orders.order(version, runner, codeFolder)
                .withVariables(metrics.open(version, runner, settings.metrics()));
    }

    @Override
    public void told(RunnerId runner, FunctionVersion version, Frame.Specialise order) {
        Adapters adapters = version.spec().code().launch().adapters();
        if (!adapters.isEmpty()) {
            metrics.ask(runner, AdapterSettings.of(adapters).metrics(), order.environment());
        }
    }

    private void read(AdapterSettings settings, List<Sidecar> sidecars, RunnerId runner) {
        List<Expression> awaited = awaited(settings);
        if (!settings.logs().isEmpty() || !awaited.isEmpty()) {
            List<String> names = sidecars.stream().map(Sidecar::name).toList();
            logs.begin(runner, settings.logs(), names, awaited);
        }
    }

    private static List<Expression> awaited(AdapterSettings settings) {
        return settings.signs().stream()
                .filter(Sign.Log.class::isInstance)
                .map(sign -> ((Sign.Log) sign).pattern())
                .toList();
    }

    @Override
    public boolean hasPrinted(RunnerId runner, Expression expression) {
        return logs.hasPrinted(runner, expression);
    }

    @Override
    public void ended(RunnerId runner) {
        orders.ended(runner);
        logs.ended(runner);
        metrics.ended(runner);
    }
}
