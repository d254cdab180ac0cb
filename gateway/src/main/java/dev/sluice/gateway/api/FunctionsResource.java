package dev.sluice.gateway.api;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.gateway.cache.CacheProcesses;
import dev.sluice.gateway.deploy.Callability;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.gateway.deployment.DeploymentRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Functions: deploy, list, describe, go back, remove. */
@Path("/functions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class FunctionsResource {

    private final Names names;
    private final Deployments.Parts parts;
    private final Deployments deployments;
    private final DeployRequests requests;
    private final AsyncCalls calls;
    private final Catalog catalog;
    private final CacheProcesses caches;

    public FunctionsResource(
            Names names,
            Deployments.Parts parts,
            Deployments deployments,
            UploadReader uploads,
            DeploymentRegistry registry,
            AsyncCalls calls,
            Catalog catalog,
            CacheProcesses caches) {
        this.names = names;
        this.calls = calls;
        this.catalog = catalog;
        this.caches = caches;
        this.parts = parts;
        this.deployments = deployments;
        this.requests = new DeployRequests(uploads, deployments, registry);
    }

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.WILDCARD)
    public Response deploy(
            @PathParam("name") String name,
            @HeaderParam("Content-Type") @Nullable String contentType,
            @HeaderParam("Content-Length") @Nullable Long length,
            @RestQuery @Nullable String replace,
            @RestQuery @Nullable String dryRun,
            InputStream body,
            RoutingContext request,
            @Context UriInfo uri)
            throws InterruptedException {
        DeployRequests.Sent sent = new DeployRequests.Sent(contentType, length, replace, body);
        FunctionName function = names.function(name);
        return Flags.query("dryRun", dryRun)
                ? requests.plan(function, sent)
                : requests.ended(requests.deploy(function, sent), request, uri, 201);
    }

    @GET
    public FunctionList list(
            @RestQuery List<String> label,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String limit,
            @Context UriInfo uri) {
        return FunctionList.of(
                parts.catalog(), names.namespace(), FunctionList.Wanted.of(label, after, limit), uri.getBaseUri());
    }

    @GET
    @Path("/{name}")
    public FunctionAnswers.Description describe(@PathParam("name") String name, @Context UriInfo uri) {
        FunctionHistory history = history(name);
        FunctionVersion live = history.liveVersion();
        Optional<FunctionReport> report = parts.pools().report(live.function());
        Callability callable = Callability.of(live, report, parts.artifacts(), deployments);
        return FunctionAnswers.Description.of(
                history, callable, report, CachesAnswer.of(live.function(), caches), uri.getBaseUri());
    }

    @GET
    @Path("/{name}/versions")
    public Map<String, List<FunctionAnswers.Version>> versions(@PathParam("name") String name) {
        return Map.of("versions", FunctionAnswers.Version.all(history(name)));
    }

    @GET
    @Path("/{name}/processes")
    public Map<String, List<InstanceProcess>> processes(@PathParam("name") String name) {
        FunctionName function = history(name).liveVersion().function();
        return Map.of("processes", InstanceProcess.all(parts.pools().processes(function)));
    }

    @POST
    @Path("/{name}/rollback")
    @Consumes(MediaType.WILDCARD)
    public Response rollback(
            @PathParam("name") String name, InputStream body, RoutingContext request, @Context UriInfo uri)
            throws InterruptedException {
        FunctionName function = names.function(name);
        return requests.ended(requests.rollback(function, wantedVersion(body)), request, uri, 200);
    }

    @DELETE
    @Path("/{name}")
    public Response delete(@PathParam("name") String name) throws InterruptedException {
        FunctionName function = names.function(name);
        List<String> leaving = parts.reconciler().triggers().leaving(function, List.of());
        if (!deployments.delete(function)) {
            throw new ProblemException(Problems.noSuchFunction(name));
        }
        WaitingWork waiting = WaitingWork.of(function, calls, catalog, leaving);
        return waiting.isNothing()
                ? Response.noContent().build()
                : Response.ok(waiting).build();
    }

    private FunctionHistory history(String name) {
        return parts.catalog()
                .get(names.function(name))
                .orElseThrow(() -> new ProblemException(Problems.noSuchFunction(name)))
                .history();
    }

    private static int wantedVersion(InputStream body) {
        Map<String, @Nullable Object> tree = ShortBodies.read(body);
        if (tree.size() == 1
                && tree.get("version") instanceof Long number
                && number > 0
                && number < Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw new ProblemException(
                Problems.invalidRequest("Send the number of the version to go back to, as in {\"version\": 3}."));
    }
}
