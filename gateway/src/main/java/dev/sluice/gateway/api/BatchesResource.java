package dev.sluice.gateway.api;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.Problem;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.BatchRefusedException;
import dev.sluice.pipelines.engine.Batches;
import dev.sluice.pipelines.engine.Pipelines;
import dev.sluice.pipelines.graph.PipelineId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The batches of pipelines. */
@Path("/pipelines/{name}/batches")
@RunOnVirtualThread
public class BatchesResource {

    private static final String BATCH = "/{batch}";
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Names names;
    private final Pipelines pipelines;

    public BatchesResource(Names names, Pipelines pipelines) {
        this.names = names;
        this.pipelines = pipelines;
    }

    @FunctionalInterface
    private interface Asking<T> {
        T of(Batches batches) throws BatchRefusedException, IOException, InterruptedException;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response run(@PathParam("name") String name, InputStream body) throws InterruptedException {
        String id = InvocationId.next(Clock.systemUTC().millis()).value();
        Batches.Stored stored = ask(name, batches -> batches.append(id, body, 0, true, OptionalLong.empty()));
        return Response.status(Response.Status.ACCEPTED)
                .entity(BatchAnswer.stored(stored))
                .build();
    }

    @PUT
    @Path(BATCH)
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> append(
            @PathParam("name") String name,
            @PathParam("batch") String batch,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String close,
            InputStream body)
            throws InterruptedException {
        long first = number("from", from).orElse(0);
        boolean all = "".equals(close) || "true".equals(close);
        OptionalLong count = all ? OptionalLong.empty() : number("close", close);
        return BatchAnswer.stored(
                ask(name, batches -> batches.append(batch, body, first, all || count.isPresent(), count)));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> list(@PathParam("name") String name) throws InterruptedException {
        return BatchAnswer.list(ask(name, Batches::all));
    }

    @GET
    @Path(BATCH)
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> show(@PathParam("name") String name, @PathParam("batch") String batch)
            throws InterruptedException {
        return BatchAnswer.standing(ask(name, batches -> batches.standing(batch)));
    }

    @DELETE
    @Path(BATCH)
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> cancel(@PathParam("name") String name, @PathParam("batch") String batch)
            throws InterruptedException {
        return BatchAnswer.stored(ask(name, batches -> batches.cancel(batch)));
    }

    @POST
    @Path(BATCH + "/retry")
    @Produces(MediaType.APPLICATION_JSON)
    public Response retry(@PathParam("name") String name, @PathParam("batch") String batch)
            throws InterruptedException {
        return Response.status(Response.Status.ACCEPTED)
                .entity(BatchAnswer.standing(ask(name, batches -> batches.retry(batch))))
                .build();
    }

    @GET
    @Path(BATCH + "/members/{stage}")
    @Produces("application/x-ndjson")
    public Response members(
            @PathParam("name") String name, @PathParam("batch") String batch, @PathParam("stage") String stage)
            throws InterruptedException {
        StageName join;
        try {
            join = new StageName(stage);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problems.invalidName(e.getMessage() + "."));
        }
        Batches.Members members = ask(name, batches -> batches.members(batch, join));
        StreamingOutput body = out -> write(members, new BufferedOutputStream(out));
        return Response.ok(body, "application/x-ndjson").build();
    }

    private static void write(Batches.Members members, OutputStream out) throws IOException {
        try {
            members.tell(event -> {
                try {
                    out.write(event);
                    out.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            out.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private <T> T ask(String name, Asking<T> asking) throws InterruptedException {
        PipelineId id = new PipelineId(names.namespace(), names.function(name).name());
        if (!pipelines.exists(id)) {
            throw new ProblemException(Problems.of(
                    404,
                    "no_such_pipeline",
                    "There is no such pipeline",
                    "There is no pipeline '" + name + "'. 'sluice get pipelines' shows those there are."));
        }
        try {
            return asking.of(pipelines.batches(id));
        } catch (BatchRefusedException e) {
            throw new ProblemException(refused(e));
        } catch (IOException e) {
            throw new ProblemException(Problems.invalidRequest("The body ended in the middle: " + e.getMessage()
                    + ". Ask how far the batch is stored, and send the rest."));
        }
    }

    private static Problem refused(BatchRefusedException refused) {
        String detail = String.valueOf(refused.getMessage());
        return switch (refused.why()) {
            case NO_SUCH_BATCH -> Problems.of(404, "no_such_batch", "There is no such batch", detail);
            case NO_BATCHES -> Problems.of(409, "no_batches", "It has no batches", detail);
            case MALFORMED -> Problems.of(400, "malformed_batch", "The batch is malformed", detail);
            case CONFLICT -> Problems.of(409, "batch_conflict", "The batch stands otherwise", detail);
            case FULL ->
                Problems.of(429, "too_many_batches", "Too many batches are written", detail)
                        .retryAfter(LATER);
            case UNAVAILABLE ->
                Problems.of(503, "batches_unavailable", "Batches are not taken now", detail)
                        .retryAfter(LATER);
        };
    }

    private static OptionalLong number(String name, @Nullable String text) {
        Optional<String> told = QueryText.told(text);
        if (told.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!told.get().matches("\\d{1,15}")) {
            throw new ProblemException(
                    Problems.invalidRequest(name + " is '" + told.get() + "'. Allowed is a number of items."));
        }
        return OptionalLong.of(Long.parseLong(told.get()));
    }
}
