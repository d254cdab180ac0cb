package dev.sluice.gateway.adapter;

import dev.sluice.core.adapter.AdapterSettings;
import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Launch;
import dev.sluice.core.function.Sidecar;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.adapter.logs.LogAdapters;
import dev.sluice.runners.pool.PoolParts;
import java.nio.file.Path;
import java.util.List;

/** Puts the adapters of a function to work from before an instance of it starts until after it has ended. Thread-safe. */
public record AdaptedOrders(PoolParts.Orders orders, LogAdapters logs) implements PoolParts.Orders {

    @Override
    public Frame.Specialise order(FunctionVersion version, RunnerId runner, Path codeFolder) {
        Launch launch = version.spec().code().launch();
        if (!launch.adapters().isEmpty()) {
            begin(launch.adapters(), launch.sidecars(), runner);
        }
        return orders.order(version, runner, codeFolder);
    }

    private void begin(Adapters adapters, List<Sidecar> sidecars, RunnerId runner) {
        AdapterSettings settings = AdapterSettings.of(adapters);
        if (!settings.logs().isEmpty()) {
            logs.begin(
                    runner,
                    settings.logs(),
                    sidecars.stream().map(Sidecar::name).toList());
        }
    }

    @Override
    public void ended(RunnerId runner) {
        orders.ended(runner);
        logs.ended(runner);
    }
}
