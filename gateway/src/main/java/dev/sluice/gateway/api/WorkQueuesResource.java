package dev.sluice.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.events.payload.PayloadLostException;
import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.events.workqueue.ItemStanding;
import dev.sluice.events.workqueue.ItemState;
import dev.sluice.events.workqueue.KeptAnswer;
import dev.sluice.events.workqueue.QueueAwayException;
import dev.sluice.events.workqueue.QueueStanding;
import dev.sluice.events.workqueue.QueueView;
import dev.sluice.events.workqueue.WorkQueueId;
import dev.sluice.events.workqueue.WorkQueues;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Work queues: how they and their items stand, what came of these, and what people wish of them. */
@Path("/work-queues")
@RunOnVirtualThread
public class WorkQueuesResource {

    private static final String QUEUE = "/{name}";
    private static final String ITEM = QUEUE + "/items/{item}";
    private static final Duration LATER = Duration.ofSeconds(2);
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private final Names names;
    private final WorkQueues queues;
    private final ObjectMapper json;
    private final Followers followers = new Followers("work queues");

    public WorkQueuesResource(Names names, WorkQueues queues, ObjectMapper json) {
        this.names = names;
        this.queues = queues;
        this.json = json;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> list() {
        List<Map<String, Object>> all = queues.names(names.namespace()).stream()
                .map(name -> glance(new WorkQueueId(names.namespace(), name)))
                .toList();
        return Map.of("workQueues", all);
    }

    /** There may be many, and to read a record takes memory. */
    private Map<String, Object> glance(WorkQueueId id) {
        return WorkQueueAnswer.of(
                id.name(), queues.report(id), queues.here(id).or(() -> WorkQueueAnswer.known(queues, id)));
    }

    private Map<String, Object> standing(WorkQueueId id) {
        return WorkQueueAnswer.standing(queues, id);
    }

    @GET
    @Path(QUEUE)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    public Response show(
            @PathParam("name") String name,
            @RestQuery @Nullable String follow,
            @HeaderParam("Accept") @Nullable String accept,
            RoutingContext request) {
        WorkQueueId id = id(name);
        return Followers.wanted(follow, accept)
                ? followers.follow(new StandingFeed(() -> () -> now(id), json, StandingFeed.PAUSE), request)
                : Response.ok(standing(id), MediaType.APPLICATION_JSON_TYPE).build();
    }

    private Optional<StandingFeed.Standing> now(WorkQueueId id) {
        if (!queues.exists(id)) {
            throw noSuchQueue(id.name());
        }
        Optional<QueueStanding> known = WorkQueueAnswer.known(queues, id);
        return Optional.of(new StandingFeed.Standing(
                WorkQueueAnswer.of(id.name(), queues.report(id), known),
                known.filter(QueueStanding::isOver).isPresent()));
    }

    @GET
    @Path(QUEUE + "/items")
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> items(
            @PathParam("name") String name,
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String limit) {
        Optional<ItemState> wanted = QueryText.told(state).map(WorkQueuesResource::state);
        int most = QueryText.told(limit).map(WorkQueuesResource::limit).orElse(USUAL);
        return WorkQueueAnswer.page(view(id(name)).page(wanted, QueryText.told(after), most));
    }

    private static ItemState state(String word) {
        return ItemState.of(word)
                .orElseThrow(() -> new ProblemException(Problems.invalidRequest(
                        "state is '" + word + "'. Allowed is waiting, retrying, done or parked.")));
    }

    private static int limit(String text) {
        if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > MOST) {
            throw new ProblemException(
                    Problems.invalidRequest("limit is '" + text + "'. Allowed is a number from 1 to " + MOST + "."));
        }
        return Integer.parseInt(text);
    }

    @GET
    @Path(ITEM)
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> item(@PathParam("name") String name, @PathParam("item") String item) {
        QueueView view = view(id(name));
        return WorkQueueAnswer.item(item, found(view, item));
    }

    private static ItemStanding found(QueueView view, String item) {
        return view.item(item)
                .orElseThrow(() -> new ProblemException(Problems.of(
                        404,
                        "no_such_item",
                        "There is no such item",
                        "The queue knows no item '" + item + "': its source has not listed it, or it was forgotten.")));
    }

    @GET
    @Path(ITEM + "/result")
    @Produces(MediaType.WILDCARD)
    public Response result(@PathParam("name") String name, @PathParam("item") String item) {
        WorkQueueId id = id(name);
        QueueView view = view(id);
        ItemStanding standing = found(view, item);
        KeptAnswer answer = answer(view, item)
                .filter(kept -> standing.state() == ItemState.DONE)
                .orElseThrow(() -> new ProblemException(Problems.of(
                        404,
                        "no_result",
                        "There is no result",
                        "The item '" + item + "' is " + standing.state().word()
                                + (standing.state() == ItemState.DONE
                                        ? ", and what came of it was empty, or is not kept any more."
                                        : ": there is a result when it is done."))));
        try {
            ByteBuffer body = queues.read(id, answer);
            StreamingOutput written = out -> Channels.newChannel(out).write(body);
            return Response.ok(written, WorkQueueAnswer.type(answer))
                    .header("Content-Length", body.remaining())
                    .build();
        } catch (QueueAwayException e) {
            throw away(String.valueOf(e.getMessage()));
        } catch (PayloadLostException e) {
            throw new ProblemException(
                    Problems.of(404, "no_result", "There is no result", String.valueOf(e.getMessage())));
        }
    }

    private static Optional<KeptAnswer> answer(QueueView view, String item) {
        try {
            return view.answer(item);
        } catch (KafkaException | UnreadableRecordException e) {
            throw away("The result was not read: " + e.getMessage() + ".");
        }
    }

    @POST
    @Path(ITEM + "/retry")
    @Produces(MediaType.APPLICATION_JSON)
    public Response retryOne(@PathParam("name") String name, @PathParam("item") String item)
            throws InterruptedException {
        WorkQueueId id = id(name);
        ItemStanding before = found(view(id), item);
        if (!before.state().hasFailed()) {
            throw new ProblemException(Problems.of(
                    409,
                    "item_not_failed",
                    "It has not failed",
                    "The item '" + item + "' is " + before.state().word()
                            + ": what is parked, or waits for its next attempt, can be tried again."));
        }
        return accepted(WorkQueueAnswer.item(item, before), () -> queues.retry(id, Optional.of(item)));
    }

    @POST
    @Path(QUEUE + "/retry")
    @Produces(MediaType.APPLICATION_JSON)
    public Response retry(@PathParam("name") String name) throws InterruptedException {
        WorkQueueId id = id(name);
        return accepted(standing(id), () -> queues.retry(id, Optional.empty()));
    }

    @POST
    @Path(QUEUE + "/rescan")
    @Produces(MediaType.APPLICATION_JSON)
    public Response rescan(@PathParam("name") String name) throws InterruptedException {
        WorkQueueId id = id(name);
        return accepted(standing(id), () -> queues.rescan(id));
    }

    @FunctionalInterface
    private interface Wish {
        void keep() throws QueueAwayException, InterruptedException;
    }

    private static Response accepted(Map<String, Object> before, Wish wish) throws InterruptedException {
        try {
            wish.keep();
        } catch (QueueAwayException e) {
            throw away(String.valueOf(e.getMessage()));
        }
        return Response.status(Response.Status.ACCEPTED).entity(before).build();
    }

    private WorkQueueId id(String name) {
        WorkQueueId id = new WorkQueueId(names.namespace(), names.function(name).name());
        if (!queues.exists(id)) {
            throw noSuchQueue(name);
        }
        return id;
    }

    private QueueView view(WorkQueueId id) {
        try {
            return queues.view(id);
        } catch (QueueAwayException e) {
            throw away(String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException noSuchQueue(String name) {
        return new ProblemException(Problems.of(
                404,
                "no_such_workqueue",
                "There is no such work queue",
                "There is no work queue '" + name + "'. 'sluice queue list' shows those there are."));
    }

    private static ProblemException away(String detail) {
        return new ProblemException(Problems.of(503, "queue_unavailable", "The work queue cannot be asked now", detail)
                .retryAfter(LATER));
    }
}
