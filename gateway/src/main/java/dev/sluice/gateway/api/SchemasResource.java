package dev.sluice.gateway.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** The kinds of resources that this platform has, and the JSON Schema of each kind's documents. */
@Path("/schemas")
@RunOnVirtualThread
public class SchemasResource {

    private static final String SCHEMA = "application/schema+json";

    private final Kinds kinds;

    public SchemasResource(Kinds kinds) {
        this.kinds = kinds;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, List<String>> list() {
        return Map.of("kinds", kinds.names());
    }

    @GET
    @Path("/{kind}")
    @Produces(SCHEMA)
    public Map<String, Object> schema(@PathParam("kind") String kind) {
        return kinds.find(kind).schema();
    }
}
