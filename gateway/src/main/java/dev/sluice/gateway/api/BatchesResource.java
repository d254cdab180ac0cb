package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.problem.Problem;
import dev.sluice.pipelines.document.ItemId;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.engine.BatchRefusedException;
import dev.sluice.pipelines.engine.BatchStanding;
import dev.sluice.pipelines.engine.BatchWatch;
import dev.sluice.pipelines.engine.Batches;
import dev.sluice.pipelines.engine.Pipelines;
import dev.sluice.pipelines.graph.PipelineId;
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
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
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
    static final Duration LATER = Duration.ofSeconds(5);

    private final Names names;
    private final Pipelines pipelines;
    private final ObjectMapper json;
    private final InstantSource clock = Clock.systemUTC();
    private final Followers followers = new Followers("batches");

    public BatchesResource(Names names, Pipelines pipelines, ObjectMapper json) {
        this.names = names;
        this.pipelines = pipelines;
        this.json = json;
    }

    @FunctionalInterface
    private interface Asking<T> {
        T of(Batches batches) throws BatchRefusedException, IOException, InterruptedException;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response run(
            @PathParam("name") String name,
            @RestQuery @Nullable String id,
            @HeaderParam("Content-Type") @Nullable String type,
            InputStream body)
            throws InterruptedException {
        String batch = InvocationId.next(clock.millis()).value();
        Optional<ItemId> by = itemId(id);
        Batches.Stored stored = of(name, pipeline -> pipelines.run(pipeline, batch, sent(type, body), by));
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
            @RestQuery @Nullable String id,
            @RestQuery @Nullable String close,
            @HeaderParam("Content-Type") @Nullable String type,
            InputStream body)
            throws InterruptedException {
        long first = number("from", from).orElse(0);
        boolean all = "".equals(close) || "true".equals(close);
        OptionalLong count = all ? OptionalLong.empty() : number("close", close);
        Batches.Sending sending = new Batches.Sending(first, itemId(id), all || count.isPresent(), count);
        return BatchAnswer.stored(ask(name, batches -> batches.append(batch, sent(type, body), sending)));
    }

    private static Batches.Body sent(@Nullable String type, InputStream body) {
        return new Batches.Body(type == null ? "" : type, body);
    }

    private static Optional<ItemId> itemId(@Nullable String text) {
        try {
            return QueryText.told(text).map(ItemId::parse);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problems.invalidRequest("id is '" + text + "'. Allowed is " + ItemId.RULE + ". " + e.getMessage()));
        }
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> list(@PathParam("name") String name) throws InterruptedException {
        return BatchAnswer.list(ask(name, Batches::all));
    }

    @GET
    @Path(BATCH)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    public Response show(
            @PathParam("name") String name,
            @PathParam("batch") String batch,
            @RestQuery @Nullable String follow,
            @HeaderParam("Accept") @Nullable String accept,
            RoutingContext request)
            throws InterruptedException {
        boolean follows = Followers.wanted(follow, accept);
        return of(name, pipeline -> {
            Batches batches = pipelines.batches(pipeline);
            BatchStanding found = batches.standing(batch);
            return follows
                    ? followers.follow(
                            new StandingFeed(
                                    () -> new FollowedBatch(pipeline, batches.watch(found)), json, StandingFeed.PAUSE),
                            request)
                    : Response.ok(BatchAnswer.standing(found, clock.instant()), MediaType.APPLICATION_JSON_TYPE)
                            .build();
        });
    }

    /** A batch that somebody follows, as long as its pipeline is there. */
    private final class FollowedBatch implements StandingFeed.Followed {
        private final PipelineId pipeline;
        private final BatchWatch watch;

        FollowedBatch(PipelineId pipeline, BatchWatch watch) {
            this.pipeline = pipeline;
            this.watch = watch;
        }

        @Override
        public Optional<StandingFeed.Standing> now() {
            if (!pipelines.exists(pipeline)) {
                throw noSuchPipeline(pipeline.name());
            }
            try {
                BatchStanding now = watch.now();
                return Optional.of(new StandingFeed.Standing(BatchAnswer.standing(now, clock.instant()), now.isOver()));
            } catch (BatchRefusedException e) {
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            watch.close();
        }
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
        return accepted(ask(name, batches -> batches.retry(batch)));
    }

    @POST
    @Path(BATCH + "/rerun")
    @Produces(MediaType.APPLICATION_JSON)
    public Response rerun(
            @PathParam("name") String name,
            @PathParam("batch") String batch,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String as)
            throws InterruptedException {
        StageName stage = stage(QueryText.told(from)
                .orElseThrow(() -> new ProblemException(
                        Problems.invalidRequest("from is missing: the stage from which the batch is run again."))));
        String other = QueryText.told(as)
                .orElseGet(() -> InvocationId.next(clock.millis()).value());
        return accepted(ask(name, batches -> batches.rerun(batch, stage, other)));
    }

    @POST
    @Path(BATCH + "/pause")
    @Produces(MediaType.APPLICATION_JSON)
    public Response pause(@PathParam("name") String name, @PathParam("batch") String batch)
            throws InterruptedException {
        return accepted(ask(name, batches -> batches.pause(batch)));
    }

    @POST
    @Path(BATCH + "/resume")
    @Produces(MediaType.APPLICATION_JSON)
    public Response resume(@PathParam("name") String name, @PathParam("batch") String batch)
            throws InterruptedException {
        return accepted(ask(name, batches -> batches.resume(batch)));
    }

    private Response accepted(BatchStanding batch) {
        return Response.status(Response.Status.ACCEPTED)
                .entity(BatchAnswer.standing(batch, clock.instant()))
                .build();
    }

    @GET
    @Path(BATCH + "/members/{stage}")
    @Produces("application/x-ndjson")
    public Response members(
            @PathParam("name") String name,
            @PathParam("batch") String batch,
            @PathParam("stage") String stage,
            @RestQuery @Nullable String edition)
            throws InterruptedException {
        OptionalLong wanted = number("edition", edition);
        StageName join = stage(stage);
        Batches.Members members = ask(name, batches -> batches.members(batch, join, wanted));
        StreamingOutput body = out -> write(members, new BufferedOutputStream(out));
        return Response.ok(body, "application/x-ndjson").build();
    }

    @GET
    @Path(BATCH + "/data/{digest}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response data(
            @PathParam("name") String name, @PathParam("batch") String batch, @PathParam("digest") String digest)
            throws InterruptedException {
        ByteBuffer data = ask(name, batches -> batches.data(batch, digest))
                .orElseThrow(() -> new ProblemException(Problems.of(
                        404,
                        "no_such_data",
                        "There is no such data",
                        "There is no data of this name of the batch '" + batch
                                + "': an item names it by dataref, and it goes 7 days after its batch is over.")));
        StreamingOutput body = out -> Channels.newChannel(out).write(data);
        return Response.ok(body, MediaType.APPLICATION_OCTET_STREAM)
                .header("Content-Length", data.remaining())
                .build();
    }

    private static StageName stage(String name) {
        try {
            return new StageName(name);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problems.invalidName(e.getMessage() + "."));
        }
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

    private PipelineId id(String name) {
        return new PipelineId(names.namespace(), names.function(name).name());
    }

    static ProblemException noSuchPipeline(String name) {
        return new ProblemException(Problems.of(
                404,
                "no_such_pipeline",
                "There is no such pipeline",
                "There is no pipeline '" + name + "'. 'sluice get pipelines' shows those there are."));
    }

    @FunctionalInterface
    private interface OfPipeline<T> {
        T of(PipelineId pipeline) throws BatchRefusedException, IOException, InterruptedException;
    }

    private <T> T ask(String name, Asking<T> asking) throws InterruptedException {
        return of(name, pipeline -> asking.of(pipelines.batches(pipeline)));
    }

    private <T> T of(String name, OfPipeline<T> asking) throws InterruptedException {
        PipelineId id = id(name);
        if (!pipelines.exists(id)) {
            throw noSuchPipeline(name);
        }
        try {
            return asking.of(id);
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
                    Problems.invalidRequest(name + " is '" + told.get() + "'. Allowed is a whole number."));
        }
        return OptionalLong.of(Long.parseLong(told.get()));
    }
}
