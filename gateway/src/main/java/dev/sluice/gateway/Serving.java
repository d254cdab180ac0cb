package dev.sluice.gateway;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.gateway.deploy.LiveRoutes;
import dev.sluice.gateway.disk.Home;
import dev.sluice.gateway.invoke.DoorSettings;
import dev.sluice.gateway.invoke.HttpDoor;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.link.LinkLimits;
import dev.sluice.gateway.link.UnixGate;
import dev.sluice.gateway.observe.Telemetry;
import dev.sluice.gateway.security.Tokens;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Puts together the path of a call: the door, the routes, the pools, the runners. */
@Singleton
public class Serving {

    @Produces
    @Singleton
    RouteTable routes() {
        return new RouteTable();
    }

    @Produces
    @Singleton
    LiveRoutes liveRoutes(RouteTable routes) {
        return new LiveRoutes() {
            @Override
            public void put(FunctionVersion version) {
                routes.put(version);
            }

            @Override
            public void remove(FunctionName function) {
                routes.remove(function);
            }
        };
    }

    @Produces
    @Singleton
    RunnerGate gate(Home home, Vertx vertx, Telemetry telemetry) throws IOException {
        return UnixGate.open(home.run(), vertx.nettyEventLoopGroup(), LinkLimits.DEFAULT, telemetry.logs());
    }

    void close(@Disposes RunnerGate gate) {
        ((UnixGate) gate).close();
    }

    @Produces
    @Singleton
    HttpDoor door(
            RouteTable routes, FunctionPools pools, Telemetry telemetry, Tokens tokens, GatewaySettings settings) {
        PooledInvoker invoker = new PooledInvoker(routes, pools, telemetry::call);
        DoorSettings door = new DoorSettings(
                settings.trustForwarded(), (int) settings.headerLimit().asLongValue());
        return new HttpDoor(invoker, routes, token -> tokens.mayInvoke("Bearer " + token) == Tokens.Answer.ALLOWED, door);
    }

    void mount(@Observes Router router, HttpDoor door) {
        door.mount(router);
    }
}
