package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.problem.Sentence;
import dev.sluice.core.spec.SpecTree;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
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
    private final Deployments.Parts parts;

    public DocumentsResource(Names names, Deployments.Parts parts) {
        this.names = names;
        this.parts = parts;
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
        Kinds.check(kind);
        FunctionList.Page page =
                FunctionList.page(parts.catalog(), names.namespace(), FunctionList.Wanted.of(label, after, limit));
        List<Map<String, Object>> documents =
                page.versions().stream().map(SpecTree::document).toList();
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
        Kinds.check(kind);
        FunctionHistory history = parts.catalog()
                .get(names.function(name))
                .orElseThrow(() -> new ProblemException(Problems.noSuchFunction(name)))
                .history();
        Map<String, Object> document = SpecTree.document(history.liveVersion());
        return wantsYaml(accept)
                ? Response.ok(Documents.write(document), YAML).build()
                : Response.ok(document, MediaType.APPLICATION_JSON).build();
    }

    private static boolean wantsYaml(@Nullable String accept) {
        return accept != null && accept.contains("yaml");
    }
}
