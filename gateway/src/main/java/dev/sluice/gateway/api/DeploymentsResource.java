package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.problem.Problem;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.gateway.deployment.Deployment;
import dev.sluice.gateway.deployment.DeploymentId;
import dev.sluice.gateway.deployment.DeploymentRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Deployments of a function: start one, list them, read one, follow one to its end. */
@Path("/functions/{name}/deployments")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeploymentsResource {

    private final Names names;
    private final Deployments.Parts parts;
    private final DeploymentRegistry registry;
    private final DeployRequests requests;
    private final ObjectMapper json;
    private final Followers followers = new Followers("deployments");

    public DeploymentsResource(
            Names names,
            Deployments.Parts parts,
            Deployments deployments,
            UploadReader uploads,
            DeploymentRegistry registry,
            ObjectMapper json) {
        this.names = names;
        this.parts = parts;
        this.registry = registry;
        this.requests = new DeployRequests(uploads, deployments, registry);
        this.json = json;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response start(
            @PathParam("name") String name,
            @HeaderParam("Content-Type") @Nullable String contentType,
            @HeaderParam("Content-Length") @Nullable Long length,
            @RestQuery @Nullable String replace,
            InputStream body,
            @Context UriInfo uri) {
        DeployRequests.Sent sent = new DeployRequests.Sent(contentType, length, replace, body);
        Deployment.Snapshot started =
                requests.deploy(names.function(name), sent).snapshot();
        return Response.accepted(DeploymentAnswer.of(started, uri.getBaseUri()))
                .location(DeploymentAnswer.url(started, uri.getBaseUri()))
                .build();
    }

    @GET
    public Map<String, List<DeploymentAnswer>> list(@PathParam("name") String name, @Context UriInfo uri) {
        FunctionName function = names.function(name);
        List<Deployment> known = registry.list(function);
        if (known.isEmpty() && parts.catalog().live(function).isEmpty()) {
            throw new ProblemException(Problems.noSuchFunction(name));
        }
        URI base = uri.getBaseUri();
        return Map.of(
                "deployments",
                known.stream()
                        .map(each -> DeploymentAnswer.of(each.snapshot(), base))
                        .toList());
    }

    @GET
    @Path("/{id}")
    @Produces(MediaType.WILDCARD)
    public Response read(
            @PathParam("name") String name,
            @PathParam("id") String id,
            @RestQuery @Nullable String follow,
            @HeaderParam("Last-Event-ID") @Nullable String lastEvent,
            RoutingContext request,
            @Context UriInfo uri) {
        Deployment deployment = registry.find(names.function(name), new DeploymentId(id))
                .orElseThrow(() -> new ProblemException(noSuchDeployment(name, id)));
        URI base = uri.getBaseUri();
        if (!Flags.query("follow", follow)) {
            return Response.ok(DeploymentAnswer.of(deployment.snapshot(), base), MediaType.APPLICATION_JSON)
                    .build();
        }
        int last = Numbers.query("Last-Event-ID", lastEvent, 0, Integer.MAX_VALUE, 0);
        if (DeploymentFeed.isLast(deployment.snapshot(), last)) {
            // Makes a browser not come again.
            return Response.noContent().build();
        }
        Response answer = followers.follow(new DeploymentFeed(deployment, json, base, last), request);
        Runnable told = registry.waiter();
        request.addEndHandler(gone -> told.run());
        return answer;
    }

    private static Problem noSuchDeployment(String name, String id) {
        return Problems.of(
                404,
                "no_such_deployment",
                "There is no such deployment",
                "There is no deployment " + id + " of '" + name
                        + "'. It ended long ago, or the gateway was started anew" + " since: GET /functions/" + name
                        + " shows which version serves.");
    }
}
