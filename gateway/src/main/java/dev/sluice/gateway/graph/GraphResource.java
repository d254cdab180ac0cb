package dev.sluice.gateway.graph;

import dev.sluice.events.trigger.Triggers;
import dev.sluice.gateway.api.Names;
import dev.sluice.gateway.invoke.SeenCalls;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;

/** Who calls whom in a namespace. */
@Path("/graph")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class GraphResource {

    private final Names names;
    private final Triggers triggers;
    private final SeenCalls seen;

    public GraphResource(Names names, Triggers triggers, SeenCalls seen) {
        this.names = names;
        this.triggers = triggers;
        this.seen = seen;
    }

    @GET
    public Graph graph() {
        return Graph.of(
                names.namespace(), triggers, seen, InstantSource.system().instant());
    }
}
