package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.problem.Sentence;
import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Documents of resources: what is declared, as people write it and as deployments take it again. */
@Path("/documents")
@RunOnVirtualThread
public class DocumentsResource {

    private static final String YAML = "application/yaml";
    private static final String NEXT = "Sluice-Next";

    private final Names names;
    private final Kinds kinds;
    private final ObjectMapper json;
    private final Followers followers = new Followers("resources");

    public DocumentsResource(Names names, Kinds kinds, ObjectMapper json) {
        this.names = names;
        this.kinds = kinds;
        this.json = json;
    }

    /** Documents as JSON; {@code next} is what to give as {@code after} for more, and is missing on the last page. */
    record Listed(
            List<? extends Map<String, ? extends @Nullable Object>> documents,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> next) {}

    /** Reads what somebody wrote by the rules of this platform, so that its clients need no reader of their own. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Listed read(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(Documents.MAX_LENGTH + 1);
            return new Listed(Documents.readAll(new String(bytes, StandardCharsets.UTF_8)), Optional.empty());
        } catch (DocumentException e) {
            throw new ProblemException(
                    Problems.invalidRequest(Sentence.ended("The documents cannot be read: " + e.getMessage())));
        } catch (IOException e) {
            throw new ProblemException(Problems.invalidRequest("The body broke off before its end: send it again."));
        }
    }

    @GET
    @Path("/{kind}")
    @Produces({MediaType.APPLICATION_JSON, YAML})
    public Response list(
            @PathParam("kind") String kind,
            @RestQuery List<String> label,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String limit,
            @HeaderParam("Accept") @Nullable String accept) {
        DocumentKind.Page page = kinds.find(kind).list(names.namespace(), FunctionList.Wanted.of(label, after, limit));
        List<Map<String, Object>> documents = page.documents();
        Response.ResponseBuilder answer = wantsYaml(accept)
                ? Response.ok(documents.stream().map(Documents::write).collect(Collectors.joining("---\n")), YAML)
                : Response.ok(new Listed(documents, page.next()), MediaType.APPLICATION_JSON);
        page.next().ifPresent(next -> answer.header(NEXT, next));
        return answer.build();
    }

    @GET
    @Path("/{kind}/{name}")
    @Produces({MediaType.APPLICATION_JSON, YAML})
    public Response get(
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @HeaderParam("Accept") @Nullable String accept) {
        Map<String, Object> document = kinds.find(kind).document(names.namespace(), name);
        return wantsYaml(accept)
                ? Response.ok(Documents.write(document), YAML).build()
                : Response.ok(document, MediaType.APPLICATION_JSON).build();
    }

    /** Makes a resource what its document says: one that is nothing but what is declared of it. */
    @PUT
    @Path("/{kind}/{name}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response put(
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @RestQuery @Nullable String dryRun,
            InputStream body) {
        boolean dry = Flags.query("dryRun", dryRun);
        DocumentChange change = kinds.find(kind).put(names.namespace(), name, ShortBodies.read(body), dry);
        return Response.status(dry || change.exists() ? 200 : 201)
                .entity(change)
                .build();
    }

    @DELETE
    @Path("/{kind}/{name}")
    public void delete(@PathParam("kind") String kind, @PathParam("name") String name) {
        kinds.find(kind).delete(names.namespace(), name);
    }

    /** How a resource stands. */
    @GET
    @Path("/{kind}/{name}/status")
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    public Response status(
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @RestQuery @Nullable String follow,
            @HeaderParam("Accept") @Nullable String accept,
            RoutingContext request) {
        boolean follows = Followers.wanted(follow, accept);
        DocumentKind of = kinds.find(kind);
        Namespace namespace = names.namespace();
        Map<String, Object> status = of.status(namespace, name);
        if (!follows) {
            return Response.ok(status, MediaType.APPLICATION_JSON_TYPE).build();
        }
        StandingFeed.Followed followed =
                () -> Optional.of(new StandingFeed.Standing(of.status(namespace, name), false));
        return followers.follow(new StandingFeed(() -> followed, json, StandingFeed.PAUSE), request);
    }

    private static boolean wantsYaml(@Nullable String accept) {
        return accept != null && accept.contains("yaml");
    }
}
