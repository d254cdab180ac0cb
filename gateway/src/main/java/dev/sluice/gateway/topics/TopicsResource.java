package dev.sluice.gateway.topics;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Settings;
import dev.sluice.events.topic.TopicCreation;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicName;
import dev.sluice.events.topic.TopicPlaces;
import dev.sluice.events.topic.TopicSettings;
import dev.sluice.events.topic.Topics;
import dev.sluice.gateway.api.Names;
import dev.sluice.gateway.api.Numbers;
import dev.sluice.gateway.api.ProblemException;
import dev.sluice.gateway.api.Problems;
import dev.sluice.gateway.api.ShortBodies;
import dev.sluice.gateway.api.TopicProblems;
import dev.sluice.gateway.invoke.CallChains;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
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
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Topics: make, list, describe, delete, publish. */
@Path("/topics")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TopicsResource {

    private static final int USUAL_PAGE = 1_000;
    private static final int LARGEST_PAGE = 10_000;

    /** What events in JSON may have in all: 8 MiB, which take several times as much while they are read. */
    static final int MOST_OF_JSON = 8 << 20;

    private static final Settings<TopicSettings> SETTINGS = Settings.of(TopicSettings.class);

    private final Names names;
    private final Topics topics;
    private final TopicPlaces places;
    private final CallChains chains;
    private final PublishRoom room;

    public TopicsResource(Names names, Topics topics, TopicPlaces places, CallChains chains, PublishRoom room) {
        this.names = names;
        this.chains = chains;
        this.topics = topics;
        this.places = places;
        this.room = room;
    }

    @GET
    public TopicAnswers.Page list(@RestQuery @Nullable String after, @RestQuery @Nullable String limit) {
        int most = Numbers.query("limit", limit, 1, LARGEST_PAGE, USUAL_PAGE);
        try {
            return TopicAnswers.Page.of(topics.list(names.namespace(), after == null ? "" : after, most));
        } catch (TopicException e) {
            throw TopicProblems.of(e);
        }
    }

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.WILDCARD)
    public Response create(@PathParam("name") String name, InputStream body) {
        try {
            TopicName topic = own(name);
            TopicCreation creation = topics.create(topic, settings(body));
            return Response.status(creation.created() ? 201 : 200)
                    .entity(TopicAnswers.Made.of(creation))
                    .build();
        } catch (TopicException e) {
            throw TopicProblems.of(e);
        }
    }

    /** One of the platform's own Kafka: others are made and deleted by their documents. */
    private TopicName own(String name) throws TopicException {
        if (places.find(names.namespace(), name).topics() != topics) {
            throw new ProblemException(Problems.of(
                    409,
                    "topic_is_declared",
                    "A document declares the topic",
                    "The topic '" + name
                            + "' is reached over a connection, as its document says: change or remove topic/" + name
                            + "."));
        }
        return topics.name(names.namespace(), name);
    }

    private static TopicSettings settings(InputStream body) {
        return switch (SETTINGS.read(ShortBodies.read(body), "")) {
            case Binding.Bound<TopicSettings>(TopicSettings settings) -> settings;
            case Binding.Refused<TopicSettings>(var problems) ->
                throw new ProblemException(Problems.invalidSettings("topic", problems));
        };
    }

    @GET
    @Path("/{name}")
    public TopicAnswers.Description describe(@PathParam("name") String name) {
        try {
            TopicPlaces.Found found = places.find(names.namespace(), name);
            return TopicAnswers.Description.of(found.topics().describe(found.topic()));
        } catch (TopicException e) {
            throw TopicProblems.of(e);
        }
    }

    @DELETE
    @Path("/{name}")
    public void delete(@PathParam("name") String name) {
        try {
            topics.delete(own(name));
        } catch (TopicException e) {
            throw TopicProblems.of(e);
        }
    }

    @POST
    @Path("/{name}")
    @Consumes(MediaType.WILDCARD)
    public TopicAnswers.Published publish(
            @PathParam("name") String name,
            @RestQuery @Nullable String key,
            @HeaderParam("Content-Length") @Nullable Long length,
            RoutingContext request,
            InputStream body) {
        Publication publication = new Publication(headers(request.request()), Optional.ofNullable(key), chains);
        try {
            TopicPlaces.Found found = places.find(names.namespace(), name);
            TopicName topic = found.topic();
            int limit = found.topics().recordLimit(topic);
            int most = publication.isJson() ? MOST_OF_JSON : limit;
            return room.read(
                    body,
                    length,
                    most,
                    bytes -> tooLarge(publication, topic, bytes, most),
                    bytes -> new TopicAnswers.Published(found.topics().publish(topic, publication.records(bytes))));
        } catch (TopicException e) {
            throw TopicProblems.of(e);
        }
    }

    private static ProblemException tooLarge(Publication publication, TopicName topic, long bytes, int most) {
        return publication.isJson()
                ? new ProblemException(
                        Problems.of(
                                413,
                                "batch_too_large",
                                "The events are too large",
                                "The body has " + bytes + " bytes or more, and events in JSON may have " + most
                                        + " together. Nothing was published. Send fewer at a time, or large ones in binary mode."))
                : TopicProblems.of(new TopicException(new TopicFault.TooLarge(topic, 0, bytes, most)));
    }

    /** The header fields of a request, in their order. */
    static Headers headers(HttpServerRequest request) {
        List<String> fields = new ArrayList<>();
        request.headers().forEach((name, value) -> {
            fields.add(name);
            fields.add(value);
        });
        return Headers.of(fields.toArray(String[]::new));
    }
}
