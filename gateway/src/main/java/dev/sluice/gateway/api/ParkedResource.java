package dev.sluice.gateway.api;

import dev.sluice.pipelines.engine.BatchRefusedException;
import dev.sluice.pipelines.engine.ParkedItems;
import dev.sluice.pipelines.engine.Pipelines;
import dev.sluice.pipelines.graph.PipelineId;
import dev.sluice.pipelines.parked.KeptKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The parked keys of pipelines. */
@Path("/pipelines/{name}/parked")
@RunOnVirtualThread
public class ParkedResource {

    /** So many keys are told at most. */
    private static final int MOST = 1_000;

    private final Names names;
    private final Pipelines pipelines;

    public ParkedResource(Names names, Pipelines pipelines) {
        this.names = names;
        this.pipelines = pipelines;
    }

    @FunctionalInterface
    private interface Asking {
        List<ParkedItems.Parked> of(ParkedItems parked) throws BatchRefusedException;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> list(
            @PathParam("name") String name, @RestQuery @Nullable String stage, @RestQuery @Nullable String key) {
        return ask(name, parked -> parked.all(wanted(stage, key)));
    }

    @POST
    @Path("/retry")
    @Produces(MediaType.APPLICATION_JSON)
    public Response retry(
            @PathParam("name") String name, @RestQuery @Nullable String stage, @RestQuery @Nullable String key) {
        return accepted(ask(name, parked -> parked.retry(wanted(stage, key))));
    }

    @POST
    @Path("/discard")
    @Produces(MediaType.APPLICATION_JSON)
    public Response discard(
            @PathParam("name") String name,
            @RestQuery @Nullable String stage,
            @RestQuery @Nullable String key,
            @RestQuery @Nullable String item) {
        String at = told("stage", stage);
        String of = told("key", key);
        String failed = told("item", item);
        return accepted(ask(name, parked -> List.of(parked.discard(at, of, failed))));
    }

    private static ParkedItems.Wanted wanted(@Nullable String stage, @Nullable String key) {
        return new ParkedItems.Wanted(QueryText.told(stage), QueryText.told(key));
    }

    private static String told(String name, @Nullable String text) {
        return QueryText.told(text)
                .orElseThrow(() -> new ProblemException(Problems.invalidRequest(
                        name + " is missing: stage, key and item say which failed item becomes a dead letter.")));
    }

    private static Response accepted(Map<String, Object> answer) {
        return Response.status(Response.Status.ACCEPTED).entity(answer).build();
    }

    private Map<String, Object> ask(String name, Asking asking) {
        PipelineId id = new PipelineId(names.namespace(), names.function(name).name());
        if (!pipelines.exists(id)) {
            throw BatchesResource.noSuchPipeline(name);
        }
        try {
            return answer(asking.of(pipelines.parked(id)));
        } catch (BatchRefusedException e) {
            String detail = String.valueOf(e.getMessage());
            throw new ProblemException(
                    e.why() == BatchRefusedException.Why.UNAVAILABLE
                            ? Problems.of(503, "parked_unavailable", "Parked keys are not known now", detail)
                                    .retryAfter(BatchesResource.LATER)
                            : Problems.of(409, "parked_conflict", "It is not parked so", detail));
        }
    }

    private static Map<String, Object> answer(List<ParkedItems.Parked> parked) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("keys", parked.size());
        answer.put(
                "items", parked.stream().mapToLong(each -> each.key().items()).sum());
        answer.put(
                "parked", parked.stream().limit(MOST).map(ParkedResource::told).toList());
        return answer;
    }

    private static Map<String, Object> told(ParkedItems.Parked parked) {
        KeptKey key = parked.key();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("stage", parked.stage().value());
        told.put("key", key.key());
        told.put("items", key.items());
        told.put("since", key.since().toString());
        told.put("state", key.isGoing() ? "going" : "parked");
        Optional<KeptKey.FailedItem> failed = key.failed();
        failed.ifPresent(item -> {
            told.put("item", item.id());
            item.batch().ifPresent(batch -> told.put("batch", batch));
            told.put("reason", item.why().reason());
            told.put("attempts", item.why().attempts());
            told.put("detail", item.why().detail());
        });
        return told;
    }
}
