package dev.sluice.gateway.api;

import dev.sluice.core.cost.PriceTable;
import dev.sluice.core.settings.Binding;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.gateway.observe.Telemetry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;

/** What the functions of a namespace cost, by the platform's table of prices or by one that is sent. */
@Path("/cost")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CostResource {

    private final Names names;
    private final Deployments.Parts parts;
    private final Telemetry telemetry;
    private final PriceTable prices;

    public CostResource(Names names, Deployments.Parts parts, Telemetry telemetry, PriceTable prices) {
        this.names = names;
        this.parts = parts;
        this.telemetry = telemetry;
        this.prices = prices;
    }

    @GET
    public CostAnswer cost() {
        return by(prices);
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public CostAnswer cost(InputStream body) {
        return switch (PriceTable.read(ShortBodies.read(body))) {
            case Binding.Bound<PriceTable>(PriceTable sent) -> by(sent);
            case Binding.Refused<PriceTable>(var problems) ->
                throw new ProblemException(Problems.invalidSettings("table of prices", problems));
        };
    }

    private CostAnswer by(PriceTable table) {
        return CostAnswer.of(names.namespace(), telemetry.metering().read(), parts.catalog()::live, table);
    }
}
